import { isObject } from '@app/kernel';
import { mayAsk } from './core/bridged.js';
import { isHeard } from './core/log-level.js';
import { type RpcAnswer, cancelledIn, requestIn } from './core/message.js';
import { isListChanged, updatedIn } from './core/notices.js';
import { within } from './deadline.js';
import type { Dialogue } from './dialogue.js';
import type { Hooks } from './session.js';

/** Who owns the conversation may bound it further; a person who is asked for ever holds the call for ever. */
const QUESTION_MS = 600_000;
/** Of one session at one time. */
const MOST_QUESTIONS = 16;

type OpenCall = { readonly dialogue: Dialogue; users: number; readonly questions: Set<AbortController> };
type Asked = NonNullable<ReturnType<typeof requestIn>>;

const refusal = (code: number, message: string): RpcAnswer => ({ error: { code, message } });
const unknown = refusal(-32601, 'Method not found');
const ambiguous = refusal(-32603, 'Which of several open requests this belongs to cannot be told');
const tooMany = refusal(-32603, 'Too many open questions');
const unanswered = refusal(-32603, 'The client did not answer');

/**
 * What an upstream says beside its answers, and where it goes. A question on a call's own stream is that call's; one on a
 * line that all calls share is that of the only call that is out. Without a client every question has the same answer.
 */
export class Inbox {
  /** A modern server asks nothing in requests of its own, and must not be sent responses. */
  isModern = false;
  private readonly calls = new Map<Dialogue, OpenCall>();
  private readonly questions = new Map<string | number, AbortController>();

  constructor(
    private readonly hooks: Hooks,
    private readonly reply: (message: object) => void,
  ) {}

  /** From now on the call may be asked; returns how it ends that, and what it is being asked with it. */
  enter(dialogue: Dialogue): () => void {
    const call = this.calls.get(dialogue) ?? { dialogue, users: 0, questions: new Set() };
    this.calls.set(dialogue, call);
    call.users += 1;
    return () => {
      call.users -= 1;
      if (call.users > 0) return;
      this.calls.delete(dialogue);
      for (const question of call.questions) question.abort(new Error('the call is over'));
    };
  }

  /** @param from on whose own stream the message came */
  take(message: unknown, from?: Dialogue): void {
    if (isListChanged(message)) return this.hooks.onListChanged();
    const told = updatedIn(message);
    if (told) return this.hooks.onUpdated(told);
    const asked = requestIn(message);
    if (asked) return void this.answer(asked, from);
    const cancelled = cancelledIn(message);
    if (cancelled !== undefined) return this.questions.get(cancelled)?.abort(takenBack);
    this.tell(message, from);
  }

  end(): void {
    for (const question of this.questions.values()) question.abort(new Error('the session is over'));
  }

  private tell(message: unknown, from: Dialogue | undefined): void {
    if (!isObject(message) || message['method'] !== 'notifications/message' || !isObject(message['params'])) return;
    const { params } = message;
    // whose it is on a shared line nobody can say: one line serves one client, and the call that came last is being heard
    const hearer = from ?? [...this.calls.keys()].findLast(({ logLevel }) => logLevel !== null);
    if (hearer && isHeard(hearer.logLevel, params['level'])) hearer.tell({ method: 'notifications/message', params });
  }

  private async answer(asked: Asked, from: Dialogue | undefined): Promise<void> {
    const { id, method } = asked;
    if (this.isModern || this.questions.has(id)) return;
    const answer = method === 'ping' ? { result: {} } : await this.ask(asked, from);
    if (answer) this.reply({ jsonrpc: '2.0', id, ...answer });
  }

  /** @returns null when the server does not want to know any more */
  private async ask({ id, method, params }: Asked, from: Dialogue | undefined): Promise<RpcAnswer | null> {
    if (from === undefined && this.calls.size > 1) return ambiguous;
    const call = from ? this.calls.get(from) : this.calls.values().next().value;
    if (!call || !mayAsk(call.dialogue.capabilities, method, params)) return unknown;
    if (this.questions.size >= MOST_QUESTIONS) return tooMany;
    const question = new AbortController();
    this.questions.set(id, question);
    call.questions.add(question);
    try {
      return await within(QUESTION_MS, question.signal, (signal) => call.dialogue.ask({ method, params }, signal));
    } catch {
      return question.signal.reason === takenBack ? null : unanswered;
    } finally {
      this.questions.delete(id);
      call.questions.delete(question);
    }
  }
}

const takenBack = new Error('the server took its question back');
