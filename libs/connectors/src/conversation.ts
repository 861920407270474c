import { Refusal, isObject } from '@app/kernel';
import { type RpcAnswer, answerIn } from './core/message.js';
import { type Progress, askingProgress, progressIn } from './core/progress.js';
import { onAbort } from './end-signal.js';
import { unreadable } from './guard/fault.js';
import { Inbox } from './inbox.js';
import type { Hooks, Sending } from './session.js';

type Waiting = Readonly<{
  resolve: (answer: RpcAnswer) => void;
  reject: (error: Error) => void;
  onProgress: ((told: Progress) => void) | undefined;
}>;
/** Messages of ours that wait to be sent beside the requests. */
const MOST_TOLD = 1_000;
/** Sends one message; runs `beforeWrite` in the turn in which the first byte leaves. */
export type Write = (message: object, beforeWrite?: () => void) => Promise<void>;

/**
 * Requests and answers over a line that carries the messages of all callers both ways. Every caller's request gets an id
 * of ours: equal ids of several callers would hang them.
 */
export class Conversation {
  ended = false;
  private isOver = false;
  private telling = 0;
  private lastId = 0;
  readonly inbox: Inbox;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly write: Write,
    private readonly hooks: Hooks,
  ) {
    this.inbox = new Inbox(hooks, (message) => this.tell(message));
  }

  ask(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    const id = ++this.lastId;
    return new Promise<RpcAnswer>((resolve, reject) => {
      if (this.ended) return reject(new Refusal('upstream.unavailable'));
      const { onProgress, signal, beforeWrite, dialogue } = sending;
      const message = { jsonrpc: '2.0', id, method, params: onProgress ? askingProgress(params, id) : params };
      let forget = (): void => {};
      const leave = dialogue && this.inbox.enter(dialogue);
      const settle = (end: () => void): void => {
        this.waiting.delete(id);
        forget();
        leave?.();
        end();
      };
      this.waiting.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
        onProgress,
      });
      this.write(message, beforeWrite).catch((error: Error) => this.waiting.get(id)?.reject(error));
      forget = onAbort(signal, (reason) => {
        this.tell({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
        this.waiting.get(id)?.reject(reason);
      });
    });
  }

  /** What needs no answer; if it cannot be sent, the end of the line will show. One who asks on and on is not answered. */
  tell(message: object): void {
    if (this.ended || this.telling >= MOST_TOLD) return;
    this.telling += 1;
    void this.write(message)
      .catch(() => {})
      .finally(() => (this.telling -= 1));
  }

  /** A message of the upstream. @returns whether it was what a request waited for */
  take(message: unknown): boolean {
    const { id, method } = isObject(message) ? message : {};
    const waiting = typeof id === 'number' && method === undefined ? this.waiting.get(id) : undefined;
    if (waiting && typeof id === 'number') {
      const answer = answerIn(message, id);
      if (answer) waiting.resolve(answer);
      else waiting.reject(unreadable());
      return true;
    }
    const progress = progressIn(message);
    if (progress) this.waiting.get(progress.id)?.onProgress?.(progress.told);
    else this.inbox.take(message);
    return false;
  }

  /** The answer to a request came and cannot be taken. */
  fail(id: number, error: Error): void {
    this.waiting.get(id)?.reject(error);
  }

  end(): void {
    const wasOver = this.isOver;
    this.isOver = true;
    this.ended = true;
    this.inbox.end();
    if (!wasOver) this.hooks.onForgotten();
    for (const { reject } of this.waiting.values()) reject(new Refusal('upstream.lost'));
  }
}
