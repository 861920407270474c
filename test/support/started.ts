import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The built program, as its users run it, with everything that it says. */
export async function startProgram(environment: Readonly<Record<string, string>>, url: string) {
  const file = process.env['TEST_PROGRAM'] ?? path.resolve('dist/apps/cli/src/main.js');
  const child: ChildProcess = spawn(process.execPath, [file, 'start'], {
    env: { ...environment, PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (said.stdout += part));
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (said.stderr += part));
  const program = {
    file,
    said,
    /** Asks it to end. @returns its exit code */
    stop: async (): Promise<number | null> => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const slow = setTimeout(() => child.kill('SIGKILL'), 20_000);
        await gone;
        clearTimeout(slow);
      }
      return child.exitCode;
    },
  };
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) {
    const isReady = await fetch(`${url}/gateway/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return program;
    if (child.exitCode !== null) throw new Error(`surety start ended: ${said.stderr}`);
  }
  await program.stop();
  throw new Error(`surety start was not ready: ${said.stderr}`);
}
