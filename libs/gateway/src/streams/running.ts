import { empty } from '../answer.js';
import { type Call, Stop } from '../call.js';
import type { RequestId } from '../core/protocol.js';
import type { Mailbox } from '../mailbox/mailbox.js';

/** A call that takes longer becomes a stream, so that its client can come back for the answer, in milliseconds. */
const SLOW_MS = 1_000;
const LOOK_MS = 250;

/** Requests of sessions that have no answer yet, by the ids that their clients gave them. */
export class Running {
  private readonly calls = new Map<string, Call>();
  private readonly quick = new Set<Call>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly mailbox: Pick<Mailbox, 'shout' | 'hear'>) {
    mailbox.hear((word) => word.startsWith(CANCEL) && this.end(word.slice(CANCEL.length)));
  }

  add(session: string, call: Call): void {
    this.calls.set(keyOf(session, call.message?.id ?? ''), call);
    this.quick.add(call);
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** It has its answer. */
  done(call: Call): void {
    if (!call.session) return;
    this.quick.delete(call);
    const key = keyOf(call.session.hash, call.message?.id ?? '');
    if (this.calls.get(key) === call) this.calls.delete(key);
    if (this.calls.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Its client no longer needs the answer; whichever process carries it. */
  cancel(session: string, id: RequestId): void {
    const key = keyOf(session, id);
    if (this.calls.has(key)) this.end(key);
    else if (key.length <= LONGEST_KEY) this.mailbox.shout(`${CANCEL}${key}`);
  }

  private end(key: string): void {
    const call = this.calls.get(key);
    // none but the session that it is of gets here: its hash is in the key. It hears no answer.
    call?.cancel?.(new Stop({ answer: empty(202) }, 'cancelled'));
  }

  private look(): void {
    const since = performance.now() - SLOW_MS;
    for (const call of this.quick) {
      if (call.arrived > since) break;
      if (!call.sent) continue; // it may still be refused by the status of its answer
      this.quick.delete(call);
      call.request.stream.prime();
    }
  }
}

const CANCEL = 'cancel ';
/** What fits into one notification of the database. */
const LONGEST_KEY = 1_000;

const keyOf = (session: string, id: RequestId): string => `${session} ${JSON.stringify(id)}`;
