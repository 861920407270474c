import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Names } from '../core/stream-id.js';
import type { RequestId } from '../core/protocol.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { type McpSession, inWhoseName } from '../sessions/mcp-session.js';
import { type About, Replay } from './replay.js';

/** For how long an answer that was sent may still be asked for again, in milliseconds. */
const AFTERWARDS_MS = 60_000;
const [MOST_ENDED, MOST_BYTES] = [1_000, 16 * 1024 * 1024];

/** The answers of this process that can be resumed: those that are being given, and for a while those that were. */
export class Replays {
  private readonly log = new Logger('Streams');
  private readonly ended = new Set<Replay>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly names: Names,
    private readonly mailbox: Pick<Mailbox, 'postFor' | 'take'>,
  ) {}

  begin(session: McpSession, request: RequestId, about: About, onLeft: () => void): Replay {
    let isTold = false;
    const lost = (fault: unknown): void => {
      if (!isTold) this.log.warn(`events of a client that is away are lost: ${String(fault)}`);
      isTold = true;
    };
    const { mailbox } = this;
    const owner = inWhoseName(session);
    const post: Mailbox['post'] = (address, ...said) => mailbox.postFor(owner, address, ...said);
    const name = this.names.stream(session.hash, randomBytes(12), request);
    return new Replay(name, about, { post, take: mailbox.take.bind(mailbox) }, onLeft, lost);
  }

  /** Its last event was given. */
  end(replay: Replay): void {
    replay.until = performance.now() + AFTERWARDS_MS;
    this.ended.add(replay);
    this.bytes += replay.size;
    for (const oldest of this.ended) {
      if (this.ended.size <= MOST_ENDED && this.bytes <= MOST_BYTES) break;
      this.forget(oldest);
    }
    this.timer ??= setInterval(() => this.sweep(), AFTERWARDS_MS / 4).unref();
  }

  close(): void {
    clearInterval(this.timer);
    for (const replay of this.ended) this.forget(replay);
  }

  private sweep(): void {
    const now = performance.now();
    for (const replay of this.ended) {
      if (replay.until > now) break;
      this.forget(replay);
    }
    if (this.ended.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private forget(replay: Replay): void {
    if (!this.ended.delete(replay)) return;
    this.bytes -= replay.size;
    replay.forget();
  }
}
