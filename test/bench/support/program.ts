import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../apps/cli/src/free-port.js';

export const program = path.resolve('dist/apps/cli/src/main.js');

/** What the probe in a program has seen since it was asked last. */
export type Seen = Readonly<{
  admitted: Readonly<Record<string, number[]>>;
  writes: readonly Readonly<{ committed: number; returned: number }>[];
}>;

/** One role of Surety in a process of its own, with the bench's probe in it. */
export class Program {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param preloads files of this directory, without extension
   * @param options of Node.js
   */
  static async start(
    role: 'api' | 'gateway' | 'worker',
    environment: Readonly<Record<string, string>>,
    preloads: readonly string[] = [],
    options: readonly string[] = [],
  ): Promise<Program> {
    const port = environment['SURETY_PORT'] ?? String(await freePort('127.0.0.1'));
    const here = path.dirname(fileURLToPath(import.meta.url));
    const imports = preloads.flatMap((name) => ['--import', path.join(here, `${name}.js`)]);
    const child = spawn(process.execPath, [...options, ...imports, program, 'start', role], {
      env: { ...environment, SURETY_PORT: port, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'ignore', process.env['BENCH_VERBOSE'] ? 'inherit' : 'ignore', 'ipc'],
    });
    const started = new Program(`http://127.0.0.1:${port}`, child);
    await started.ready(role === 'gateway' ? '/gateway/readyz' : '/healthz');
    return started;
  }

  async ready(question = '/gateway/readyz'): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(20)) {
      const isReady = await fetch(`${this.url}${question}`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return;
      if (this.child.exitCode !== null) throw new Error('a program of the bench ended');
    }
    throw new Error('a program of the bench was not ready within 60 s');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async seen(): Promise<Seen> {
    const answer = once(this.child, 'message');
    this.child.send('what did you see?');
    return ((await answer) as [Seen])[0];
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGCONT');
    if (child.connected) child.disconnect(); // an open channel would keep it alive
    child.kill('SIGTERM');
    const slow = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(slow);
  }
}
