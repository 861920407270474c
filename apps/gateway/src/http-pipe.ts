import type { ServerResponse } from 'node:http';
import type { Answer, Pipe } from '@app/gateway';

const events = ['content-type', 'text/event-stream', 'cache-control', 'no-store', 'x-accel-buffering', 'no'];

/** The answer to a request at the MCP endpoint: it is text already, and goes straight to the socket. */
export class HttpPipe implements Pipe {
  /** @param head what every answer says, names and values in turn */
  constructor(
    private readonly response: ServerResponse,
    private readonly head: readonly string[],
  ) {}

  get waiting(): number {
    return this.response.writableLength;
  }

  get isOpen(): boolean {
    const { destroyed, writableEnded } = this.response;
    return !destroyed && !writableEnded;
  }

  begin(): void {
    this.response.writeHead(200, [...this.head, ...events]);
    this.response.flushHeaders();
  }

  write(text: string): void {
    if (this.isOpen) this.response.write(text);
  }

  end(): void {
    if (this.isOpen) this.response.end();
  }

  answer({ status, headers, body }: Answer): void {
    const { response } = this;
    if (response.destroyed) return;
    const head = [...this.head];
    for (const name of Object.keys(headers)) head.push(name, headers[name] ?? '');
    head.push('content-length', String(Buffer.byteLength(body ?? '')));
    response.writeHead(status, head);
    response.end(body ?? undefined);
  }

  onGone(listener: () => void): void {
    const { response } = this;
    const told = (): void => {
      if (!response.writableFinished) listener();
    };
    if (response.destroyed) queueMicrotask(told);
    else response.once('close', told);
  }
}
