import { isObject } from '@app/kernel';
import type { Question, RpcAnswer } from '@app/connectors';
import type { CutSignal } from '../cut.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { HeldCalls } from './held-calls.js';

type Fields = Readonly<Record<string, unknown>>;
export type Post = Pick<Mailbox, 'address' | 'post' | 'take'>;

/** Where a held call is to be answered. */
export type Place = Readonly<{ address: string; step: number }>;
/** How a held call went on: with its answer, or with what it asks next and where that is to be answered. */
export type Went =
  Readonly<{ reply: RpcAnswer }> | (Place & Readonly<{ questions: Readonly<Record<string, Question>> }>);

/** Whoever holds the call answers at once; after so long there is nobody who does. */
const HEARD_MS = 3_000;

/**
 * Answers to calls that another process holds. The client's request may reach any process; the call stays where its
 * upstream session is, and what goes between the two goes through the mailbox.
 */
export class Relay {
  constructor(
    private readonly held: HeldCalls,
    private readonly mailbox: Post,
  ) {
    held.onKept((address) => mailbox.take(address, (message) => void this.brought(address, message)));
  }

  /**
   * Brings the answers to whoever holds the call, and waits for what comes of it.
   * @returns null: nobody holds it, or it was answered already
   */
  bring({ address, step }: Place, responses: Fields, signal: CutSignal): Promise<Went | null> {
    const replyTo = this.mailbox.address();
    return new Promise((resolve, reject) => {
      let control: string | undefined;
      const timer = setTimeout(() => end(() => resolve(null)), HEARD_MS);
      const stop = this.mailbox.take(replyTo, (message) => {
        if (!isObject(message)) return;
        if (typeof message['control'] === 'string') {
          clearTimeout(timer);
          control = message['control'];
          return signal.aborted ? leave() : undefined;
        }
        end(() => resolve(wentIn(message)));
      });
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        stop();
        settle();
      };
      const leave = (): void => {
        reject(signal.reason as Error);
        if (control === undefined) return; // told as soon as it is known whom to tell
        void this.mailbox.post(control, { leave: true }).catch(() => undefined);
        end(() => undefined);
      };
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) return end(leave);
      this.mailbox.post(address, { step, responses, replyTo }).catch((lost: Error) => end(() => reject(lost)));
    });
  }

  /** Somebody brought answers to a call that is held here. It is judged by what this process knows, too. */
  private async brought(address: string, message: unknown): Promise<void> {
    if (!isObject(message) || !isObject(message['responses']) || typeof message['replyTo'] !== 'string') return;
    const { step, responses, replyTo } = message;
    const held = this.held.take(address, Number(step));
    if (!held) return this.say(replyTo, { over: true });
    const { errand, call } = held;
    const control = this.mailbox.address();
    const stop = this.mailbox.take(control, () => errand.abort(new Error('the client has gone')));
    try {
      await this.say(replyTo, { control });
      errand.beforeWrite();
      call.answer(responses);
      const reply = await call.next();
      if (!reply) {
        errand.signal.throwIfAborted();
        errand.judge();
        return await this.say(replyTo, { questions: call.questions, address: this.held.keep(held), step: call.step });
      }
      errand.end();
      await this.mailbox.post(replyTo, { reply });
    } catch (failure) {
      errand.abort(failure instanceof Error ? failure : new Error(String(failure)));
      errand.end();
      await this.say(replyTo, { over: true });
    } finally {
      stop();
    }
  }

  /** Who is not reached does not wait for ever. */
  private say(to: string, message: Fields): Promise<void> {
    return this.mailbox.post(to, message).catch(() => undefined);
  }
}

/** Only processes of ours can post to an address, and what waits there is sealed. */
function wentIn(message: Fields): Went | null {
  const isWhole =
    isObject(message['reply']) || (isObject(message['questions']) && typeof message['address'] === 'string');
  return isWhole ? (message as unknown as Went) : null;
}
