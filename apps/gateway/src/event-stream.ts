import type { FastifyReply } from 'fastify';
import type { Answer } from '@app/gateway';

/** What a client that does not read may leave in our memory, in bytes; progress beyond it is lost, the answer is not. */
const MOST_WAITING = 256 * 1024;
/** So that proxies keep a quiet stream open. */
const KEEP_ALIVE_MS = 15_000;

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/**
 * An answer in server-sent events (MCP 2026-07-28 §transports): it begins with the first message that is sent ahead of
 * the answer, and ends with the answer. It cannot be resumed.
 */
export class EventStream {
  private keepAlive: NodeJS.Timeout | undefined;
  private opened = false;

  constructor(private readonly reply: FastifyReply) {}

  send(message: string): void {
    if (!this.opened) this.open();
    if (this.reply.raw.writableLength < MOST_WAITING) this.write(message);
  }

  /** @returns whether there was a stream, which this has ended then */
  end({ body }: Answer): boolean {
    if (!this.opened) return false;
    clearInterval(this.keepAlive);
    if (body !== null) this.write(body);
    this.reply.raw.end();
    return true;
  }

  private open(): void {
    this.opened = true;
    this.reply.hijack();
    const { raw } = this.reply;
    raw.writeHead(200, { ...(this.reply.getHeaders() as Record<string, string>), ...headers });
    raw.flushHeaders();
    this.keepAlive = setInterval(() => raw.write(': \n\n'), KEEP_ALIVE_MS).unref();
    raw.once('close', () => clearInterval(this.keepAlive));
  }

  private write(message: string): void {
    if (!this.reply.raw.destroyed) this.reply.raw.write(`event: message\ndata: ${message}\n\n`);
  }
}
