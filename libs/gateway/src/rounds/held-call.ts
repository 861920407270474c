import { isObject } from '@app/kernel';
import type { Question, RpcAnswer } from '@app/connectors';

type Open = Readonly<{ question: Question; settle: (answer: RpcAnswer | null) => void }>;

/** Questions that come together are told together. */
const GATHER_MS = 5;
/** Questions that wait for one client; one who asks on and on is not heard. */
const MOST_OPEN = 16;

/**
 * A call at an upstream of the handshake era, made by a stateless client: what the upstream asks waits here until the
 * client's next request brings the answer, and the answer of the call itself until somebody takes it.
 */
export class HeldCall {
  /** How often it has been answered; an answer to an earlier step is no answer any more. */
  step = 0;
  private asked = 0;
  private wake: () => void = () => undefined;
  private readonly open = new Map<string, Open>();
  private reply: Promise<RpcAnswer> = new Promise(() => undefined);

  /** @param sent the answer of the upstream, whenever it comes */
  begin(sent: Promise<RpcAnswer>): void {
    this.reply = sent.finally(() => this.forgo());
    this.reply.catch(() => undefined); // nobody may be waiting when it fails
  }

  /**
   * A question of the upstream. Rejects when nobody will answer it.
   * @param name what the upstream itself calls it
   */
  ask(question: Question, signal: AbortSignal, name?: string): Promise<RpcAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.open.size >= MOST_OPEN) return reject(new Error('nobody is asked'));
      const ours = `${question.method.split('/', 1)[0]}_${(this.asked += 1)}`;
      const key = name === undefined || this.open.has(name) ? ours : name;
      const withdraw = (): void => settle(null);
      const settle: Open['settle'] = (answer) => {
        this.open.delete(key);
        signal.removeEventListener('abort', withdraw);
        if (answer) resolve(answer);
        else reject(new Error('the question was given up'));
      };
      signal.addEventListener('abort', withdraw, { once: true });
      this.open.set(key, { question, settle });
      setTimeout(() => this.wake(), GATHER_MS);
    });
  }

  /** Waits for the upstream's answer, or for questions: null. */
  next(): Promise<RpcAnswer | null> {
    const asked = new Promise<null>((resolve) => {
      this.wake = () => this.open.size > 0 && resolve(null);
    });
    if (this.open.size > 0) this.wake();
    return Promise.race([this.reply, asked]);
  }

  /** What is asked now, by keys of ours. */
  get questions(): Readonly<Record<string, Question>> {
    return Object.fromEntries([...this.open].map(([key, { question }]) => [key, question]));
  }

  /** Gives the upstream what the client answered; what it did not answer stays open. */
  answer(responses: Readonly<Record<string, unknown>>): void {
    this.step += 1;
    for (const [key, { settle }] of this.open) {
      const result = Object.hasOwn(responses, key) ? responses[key] : undefined;
      if (isObject(result)) settle({ result });
    }
  }

  private forgo(): void {
    for (const { settle } of this.open.values()) settle(null);
  }
}
