import type { Answer } from '../answer.js';
import { eventId } from '../core/stream-id.js';
import { frame, priming, takesPriming } from './frame.js';
import { keepAlive } from './keep-alive.js';
import type { Pipe } from './pipe.js';
import type { Replay } from './replay.js';

/** What a client that does not read may leave in our memory, in bytes; what goes ahead of the answer is lost beyond it. */
const MOST_WAITING = 256 * 1024;

type Kept = Readonly<{ begin: (onLeft: () => void) => Replay; end: (replay: Replay) => void; revision: string }>;

/**
 * The answer to one POST: one body, or, from the first message that goes ahead of it, a stream of server-sent events that
 * ends with it (MCP §transports). In a session the stream can be resumed, and then it goes on when its client is gone.
 */
export class AnswerStream {
  private state: 'waiting' | 'streaming' | 'left' | 'over' = 'waiting';
  private kept: Kept | undefined;
  private replay: Replay | undefined;
  private diverted: ((message: string) => void) | undefined;
  private quiet: (() => void) | undefined;

  constructor(private readonly pipe: Pipe) {}

  /** If it becomes a stream, it can be resumed. */
  keep(kept: Kept): void {
    this.kept = kept;
  }

  /** Whatever is said is said elsewhere, on the stream of a client of HTTP+SSE; this request is merely accepted. */
  divert(elsewhere: (message: string) => void, accepted: Answer): void {
    this.diverted = elsewhere;
    this.state = 'over';
    this.pipe.answer(accepted);
  }

  /** The answer is a stream that does not end with it; whoever takes it answers from now on. */
  take(): Pipe {
    this.state = 'over';
    return this.pipe;
  }

  /** Becomes a stream now, if it could be resumed then. */
  prime(): void {
    if (this.kept) this.begin();
  }

  private begin(): void {
    if (this.state !== 'waiting') return;
    this.state = 'streaming';
    this.pipe.begin();
    this.quiet = keepAlive.keep(this.pipe);
    this.replay = this.kept?.begin(() => this.leave());
    this.pipe.onGone(() => {
      this.leave();
      this.replay?.leave();
    });
    if (this.replay && takesPriming(this.kept?.revision ?? '')) {
      this.pipe.write(priming(eventId(this.replay.stream, 0, false)));
    }
  }

  /** A message ahead of the answer. @param mayBeLost when the client does not read what it was sent before */
  send(message: string, mayBeLost = true): void {
    if (this.diverted) return this.diverted(message);
    if (this.state === 'over') return; // nothing comes after the answer
    this.begin();
    if (mayBeLost && this.state === 'streaming' && this.pipe.waiting >= MOST_WAITING) return;
    this.write(message, false);
  }

  /** @returns whether there is nothing left to answer */
  end({ body }: Answer): boolean {
    if (this.diverted) {
      if (body !== null) this.diverted(body);
      return true;
    }
    if (this.state === 'waiting') return false;
    if (this.state === 'over') return true;
    if (body !== null) this.write(body, true);
    if (this.state === 'streaming') this.pipe.end();
    if (this.replay) this.kept?.end(this.replay);
    this.quiet?.();
    this.state = 'over';
    return true;
  }

  private write(message: string, isLast: boolean): void {
    const event = this.replay?.add(message, isLast);
    if (this.state !== 'streaming' || !this.pipe.isOpen) return;
    this.pipe.write(frame(message, event && this.replay ? eventId(this.replay.stream, event.seq, isLast) : undefined));
  }

  /** Its client reads elsewhere, or is gone. */
  private leave(): void {
    if (this.state !== 'streaming') return;
    this.state = 'left';
    this.quiet?.();
    this.pipe.end();
  }
}
