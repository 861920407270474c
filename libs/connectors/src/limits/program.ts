import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import { type Command, audienceOf } from '@app/catalog';
import { Refusal, isObject } from '@app/kernel';
import type { Reach } from '../guard/reach.js';
import { isDeep, parsed } from '../core/parsed.js';
import { confined, programFile } from './confined.js';
import { Lines, idIn } from './lines.js';
import { Pace } from './pace.js';
import { StandardError } from './standard-error.js';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
const GRACE_MS = 2_000;
/** What a descendant of an ended program still holds open is not waited for. */
const FLUSH_MS = 100;

/**
 * A program that we speak to over its pipes, one JSON message a line (MCP, stdio transport). It gets no shell, of our
 * environment only HOME, LOGNAME, PATH, SHELL, TERM and USER, what was set for it, and no more of the machine than its
 * limits say. It leads a process group of its own, and the group ends with it.
 */
export class Program {
  /** @returns whether somebody waited for it */
  onmessage: (message: unknown) => boolean = () => false;
  onclose: () => void = () => {};
  /** An answer was longer than is taken. */
  ontoolarge: (id: number) => void = () => {};
  private child: Child | undefined;
  private isClosed = false;
  private readonly pace = new Pace((ms) => this.rest(ms));
  private readonly log = new Logger('Upstreams');
  private readonly complaints: StandardError;
  private readonly environment: Readonly<Record<string, string>>;

  constructor(
    private readonly command: Command,
    private readonly reach: Reach,
  ) {
    this.environment = reach.identification.environment(audienceOf({ url: null, command }));
    this.complaints = new StandardError(Object.values(this.environment));
  }

  /** @throws Refusal `upstream.unavailable` */
  async start(): Promise<void> {
    const { program, args } = this.command;
    const environment = { ...getDefaultEnvironment(), ...this.environment };
    const file = programFile(program, environment['PATH'] ?? '');
    if (!file) throw new Refusal('upstream.unavailable', 'its program could not be started');
    const [first, ...rest] = confined(file, args, this.reach.limits.program);
    const child = spawn(first, rest, { env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new Refusal('upstream.unavailable', 'its program could not be started', { cause });
    }
    this.child = child;
    const lines = new Lines(
      this.reach.limits.resultBytes,
      (line) => this.take(line),
      (id) => this.tooLarge(id),
    );
    child.stdout.on('data', (chunk: Buffer) => lines.take(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.complaints.take(chunk));
    for (const part of [child, child.stdin, child.stdout, child.stderr]) part.on('error', () => {}); // shows as its end
    child.once('exit', (code, signal) => void this.ended(child, code, signal));
  }

  /** Hands it over in this very turn; resolves when the program takes more. */
  async send(message: object): Promise<void> {
    const { child } = this;
    if (!child || this.isClosed) throw new Refusal('upstream.lost');
    this.complaints.heard(isObject(message) ? message['method'] : undefined);
    if (child.stdin.write(`${JSON.stringify(message)}\n`)) return;
    await Promise.race([once(child.stdin, 'drain'), once(child, 'exit')]);
  }

  /** Its input ends, then it is told to end, then it is ended, and with it whatever it has started. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
    child.stdin.end();
    if (!(await inTime(gone))) {
      this.signal(child, 'SIGTERM');
      await inTime(gone);
    }
    this.signal(child, 'SIGKILL');
  }

  private take(line: string): void {
    this.pace.line(line.length);
    const message = parsed(this.reach.identification.hushed(line));
    if (message === undefined) return isDeep(line) ? this.tooLarge(idIn(line, line)) : undefined;
    if (this.onmessage(message)) this.pace.answered();
  }

  /** Of one that floods us nothing is read for a while; it waits until its pipe is emptied. */
  private rest(ms: number): void {
    this.child?.stdout.pause();
    setTimeout(() => this.child?.stdout.resume(), ms).unref();
  }

  private tooLarge(id: number | null): void {
    if (id === null) this.log.warn(`${this.command.program} said more at once than is taken`);
    else this.ontoolarge(id);
  }

  private async ended(child: Child, code: number | null, signal: string | null): Promise<void> {
    this.isClosed = true;
    this.signal(child, 'SIGKILL');
    await Promise.race([once(child, 'close'), pause(FLUSH_MS)]);
    child.stdout.destroy();
    child.stderr.destroy();
    if (code !== 0) this.log.warn(`${this.command.program} ended (${signal ?? code}); ${this.complaints.told()}`);
    this.onclose();
  }

  /** To the whole group; there may be nobody left in it. */
  private signal({ pid }: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // it has ended already
    }
  }
}

const inTime = (gone: Promise<unknown>): Promise<boolean> =>
  Promise.race([gone.then(() => true), pause(GRACE_MS, false, { ref: false })]);
