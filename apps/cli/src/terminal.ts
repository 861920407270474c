/** What the command line says; results to standard output, everything else to standard error. */
export const say = (line = ''): void => void process.stdout.write(`${line}\n`);
export const note = (line = ''): void => void process.stderr.write(`${line}\n`);

/** Pads the columns of a table; the last one is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}
