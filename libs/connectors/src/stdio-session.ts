import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Refusal, isObject } from '@app/kernel';
import type { Command } from '@app/catalog';
import { type Era, eraByPipe, handshake, legacyVersions, modernParams, servesModern } from './core/era.js';
import { type RpcAnswer, answerIn, replyTo } from './core/message.js';
import { type Progress, askingProgress, progressIn } from './core/progress.js';
import { onAbort, within } from './deadline.js';
import type { Sending, Session } from './session.js';

const PROBE_MS = 5_000;
const HANDSHAKE_MS = 60_000;

type Waiting = Readonly<{
  resolve: (answer: RpcAnswer) => void;
  reject: (error: Error) => void;
  onProgress: ((told: Progress) => void) | undefined;
}>;
type Message = Parameters<StdioClientTransport['send']>[0];

/**
 * An upstream that we start ourselves and speak to over its pipes. It gets no shell, and of our environment only HOME,
 * LOGNAME, PATH, SHELL, TERM and USER (the official transport's list), so none of our settings. Every caller's request
 * gets an id of ours: equal ids of several callers would hang them.
 */
export class StdioSession implements Session {
  ended = false;
  private era: Era = 'legacy';
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  private constructor(private readonly transport: StdioClientTransport) {
    transport.onmessage = (message) => this.take(message);
    transport.onclose = () => this.end();
  }

  static async open(command: Command): Promise<StdioSession> {
    const first = await StdioSession.start(command);
    if (await first.probe()) return first;
    // A server that died of the question is started again and not asked.
    const session = first.ended ? await StdioSession.start(command) : first;
    try {
      await session.shakeHands();
    } catch (failure) {
      await session.close();
      throw failure;
    }
    return session;
  }

  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    return this.ask(method, this.era === 'modern' ? modernParams(params) : params, sending);
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.transport.close();
    this.end();
  }

  private static async start({ program, args }: Command): Promise<StdioSession> {
    const transport = new StdioClientTransport({ command: program, args: [...args], stderr: 'ignore' });
    const session = new StdioSession(transport);
    try {
      await transport.start();
    } catch (cause) {
      throw new Refusal('upstream.unavailable', 'its program could not be started', { cause });
    }
    return session;
  }

  /** @returns whether the server is modern; it is asked once, and silence counts as no */
  private async probe(): Promise<boolean> {
    const answer = await within(PROBE_MS, undefined, (signal) =>
      this.ask('server/discover', modernParams({}), { signal }),
    ).catch(() => null);
    if (!answer) return false;
    this.era = eraByPipe(answer);
    if (this.era === 'legacy') return false;
    if ('result' in answer && servesModern(answer.result)) return true;
    await this.close();
    throw new Refusal('upstream.unavailable', 'no common protocol version');
  }

  private async shakeHands(): Promise<void> {
    const answer = await within(HANDSHAKE_MS, undefined, (signal) => this.ask('initialize', handshake, { signal }));
    const version = 'result' in answer ? answer.result['protocolVersion'] : undefined;
    if (!legacyVersions.includes(String(version))) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  private ask(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    const id = ++this.lastId;
    return new Promise<RpcAnswer>((resolve, reject) => {
      if (this.ended) return reject(new Refusal('upstream.unavailable'));
      sending.beforeWrite?.();
      const { onProgress } = sending;
      this.post({ jsonrpc: '2.0', id, method, params: onProgress ? askingProgress(params, id) : params });
      const forget = onAbort(sending.signal, (reason) => {
        this.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
        settle(() => reject(reason));
      });
      const settle = (end: () => void): void => {
        this.waiting.delete(id);
        forget();
        end();
      };
      this.waiting.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
        onProgress,
      });
    });
  }

  /** Writes in this very turn; a pipe that broke shows as the end of the process. */
  private post(message: object): void {
    void this.transport.send(message as Message).catch(() => this.end());
  }

  private take(message: unknown): void {
    const id = isObject(message) ? message['id'] : undefined;
    const waiting = typeof id === 'number' ? this.waiting.get(id) : undefined;
    const answer = waiting && typeof id === 'number' ? answerIn(message, id) : null;
    if (answer) return waiting?.resolve(answer);
    const progress = progressIn(message);
    if (progress) return this.waiting.get(progress.id)?.onProgress?.(progress.told);
    const reply = replyTo(message);
    if (reply) this.post(reply);
  }

  private end(): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new Refusal('upstream.lost'));
  }
}
