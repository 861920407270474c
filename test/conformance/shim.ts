import { once } from 'node:events';
import { type Server, createServer, request } from 'node:http';

/**
 * The suite sends no Authorization. This stands before the house at its public address, passes everything on as it
 * came, `Host` and `Origin` with it, and adds the token of the endpoint that is called.
 */
export class Shim {
  private server: Server | undefined;
  private readonly tokens = new Map<string, string>();

  constructor(
    readonly port: number,
    private readonly housePort: number,
  ) {}

  /** Requests to this path come with this token from now on. */
  authorize(path: string, token: string): void {
    this.tokens.set(path, token);
  }

  async open(): Promise<void> {
    this.server = createServer((incoming, outgoing) => {
      const token = this.tokens.get((incoming.url ?? '').split('?')[0] ?? '');
      const headers = { ...incoming.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const { method, url: path } = incoming;
      const onward = request({ host: '127.0.0.1', port: this.housePort, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders(); // a stream begins before its first event
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      });
      onward.on('error', () => outgoing.destroy());
      outgoing.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }
}
