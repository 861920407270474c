import { Refusal, isObject } from '@app/kernel';
import { isListChanged } from './core/list-changed.js';
import { type RpcAnswer, answerIn, replyTo } from './core/message.js';
import { type Progress, askingProgress, progressIn } from './core/progress.js';
import { onAbort } from './deadline.js';
import type { OnListChanged, Sending } from './session.js';

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
  private telling = 0;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly write: Write,
    private readonly onListChanged: OnListChanged,
  ) {}

  ask(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    const id = ++this.lastId;
    return new Promise<RpcAnswer>((resolve, reject) => {
      if (this.ended) return reject(new Refusal('upstream.unavailable'));
      const { onProgress, signal, beforeWrite } = sending;
      const message = { jsonrpc: '2.0', id, method, params: onProgress ? askingProgress(params, id) : params };
      let forget = (): void => {};
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

  /** A message of the upstream. */
  take(message: unknown): void {
    const id = isObject(message) ? message['id'] : undefined;
    const waiting = typeof id === 'number' ? this.waiting.get(id) : undefined;
    const answer = waiting && typeof id === 'number' ? answerIn(message, id) : null;
    if (answer) return waiting?.resolve(answer);
    const progress = progressIn(message);
    if (progress) return this.waiting.get(progress.id)?.onProgress?.(progress.told);
    if (isListChanged(message)) return this.onListChanged();
    const reply = replyTo(message);
    if (reply) this.tell(reply);
  }

  end(): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new Refusal('upstream.lost'));
  }
}
