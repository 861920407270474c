import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** The middle of the values; 0 of none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Nearest-rank quantile, `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? sorted[0] ?? 0;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Shows what runs, on standard error, so that the table on standard output stays clean. */
export const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Prints the table, and keeps the figures. */
export function report(name: string, rows: readonly Record<string, string | number>[], figures: object): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? '').length)));
  for (const line of cells) {
    process.stdout.write(
      `${line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
  keep(name, figures);
}

/** With `--json FILE`, writes the figures together with what they were measured on. */
export function keep(name: string, figures: object): void {
  const at = process.argv.indexOf('--json');
  const file = at < 0 ? undefined : process.argv[at + 1];
  if (file === undefined) return;
  const machine = { cpus: cpus().length, cpu: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30) };
  const head = { name, at: new Date().toISOString(), node: process.version, machine };
  writeFileSync(file, `${JSON.stringify({ ...head, ...figures }, null, 2)}\n`);
}
