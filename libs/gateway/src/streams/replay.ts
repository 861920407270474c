import type { Kind } from '@app/access';
import type { Mailbox } from '../mailbox/mailbox.js';

/** One event of a stream that can be resumed. */
export type Event = Readonly<{ seq: number; text: string; isLast: boolean }>;
/** What an answer is of; null when that is nothing that anybody must be allowed. */
export type About = Readonly<{ server: string; kind: Kind; tool: string }> | null;
/** What a process says of a stream to the one where its client is now. Events before the `first` are kept no longer. */
export type Forwarded = Readonly<{ first: number } & ({ held: true } | { event: Event; about: About })>;
/** What is asked of the process whose stream it is: everything after an event, from now on. */
export type Resume = Readonly<{ after: number }>;

/** What is kept of one stream. Of more, the oldest is lost; the answer never is. */
const [MOST_EVENTS, MOST_BYTES] = [200, 256 * 1024];

/** Under which address the process whose stream it is hears of clients that resume it. */
export const ownerOf = (stream: string): string => `o${stream}`;

/**
 * The events of one answer, for a client that loses its connection: it may go on after the last that it saw, at any
 * process. From the moment at which the client is gone, all events also wait in the mailbox, where they outlive us.
 */
export class Replay {
  private readonly kept: Event[] = [];
  private bytes = 0;
  private seq = 0;
  private isAway = false;
  private readonly stop: () => void;
  /** When nobody needs it any more, on our monotonic clock; Infinity while it has not ended. */
  until = Infinity;

  /**
   * @param stream its name
   * @param about what the answer is of
   * @param onLeft the client has resumed it by another connection
   */
  constructor(
    readonly stream: string,
    private readonly about: About,
    private readonly mailbox: Pick<Mailbox, 'post' | 'take'>,
    onLeft: () => void,
    private readonly onLost: (fault: unknown) => void,
  ) {
    this.stop = mailbox.take(ownerOf(stream), (asked) => {
      this.isAway = true;
      onLeft();
      const { after } = asked as Resume;
      this.post({ first: this.first, held: true }, ...this.told(this.kept.filter(({ seq }) => seq > after)));
    });
  }

  get size(): number {
    return this.bytes;
  }

  /** The next event, which is kept, and waits for the client if it is away. */
  add(text: string, isLast = false): Event {
    const event = { seq: ++this.seq, text, isLast };
    this.kept.push(event);
    this.bytes += text.length;
    while (this.kept.length > 1 && (this.kept.length > MOST_EVENTS || this.bytes > MOST_BYTES)) {
      this.bytes -= this.kept.shift()?.text.length ?? 0;
    }
    if (this.isAway) this.post(...this.told([event]));
    return event;
  }

  /** The client is gone: what it has not seen waits for it. */
  leave(): void {
    if (this.isAway) return;
    this.isAway = true;
    this.post(...this.told(this.kept));
  }

  forget(): void {
    this.stop();
  }

  private get first(): number {
    return this.kept[0]?.seq ?? this.seq + 1;
  }

  private told(events: readonly Event[]): Forwarded[] {
    return events.map((event) => ({ first: this.first, event, about: this.about }));
  }

  private post(...said: Forwarded[]): void {
    if (said.length > 0) this.mailbox.post(this.stream, ...said).catch((fault: unknown) => this.onLost(fault));
  }
}
