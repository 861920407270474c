import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type CommandResult = Readonly<{ code: number; output: string; errors: string }>;

/** Runs the `surety` command line as its user would, in a process of its own. */
export async function suretyCommand(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment, PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => output.push(part));
  child.stderr.on('data', (part: Buffer) => errors.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() };
}
