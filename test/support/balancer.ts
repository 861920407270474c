import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';

/** One request that passed: what it was, and the place of the process that served it. */
export type Passed = {
  to: number;
  verb: string;
  /** Method of the message; `answer` for the answer to a question; empty without a body. */
  rpc: string;
  session: string | undefined;
  resumes: boolean;
  status: number | undefined;
};

/**
 * Sends every HTTP request to the next process in turn, whoever it is of. Calls and answers to questions have a turn of
 * their own: a client opens a broken stream again whenever it likes, and must not thereby bring its answer to the process
 * that asks. A process that does not take connections is passed over; a connection that breaks later breaks towards the
 * client as well.
 */
export class Balancer {
  readonly passed: Passed[] = [];
  /** The one process that gets everything, for as long as it is set. */
  only: number | undefined;
  private readonly turns = { talk: 0, rest: 0 };

  private constructor(
    private readonly server: Server,
    private readonly targets: readonly string[],
    private readonly host: string,
  ) {}

  /** @param publicUrl where clients believe to be */
  static async open(targets: readonly string[], publicUrl: string): Promise<Balancer> {
    const server = createServer();
    const balancer = new Balancer(server, targets, new URL(publicUrl).host);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => balancer.pass(incoming, Buffer.concat(chunks), outgoing, targets.length));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  /** Breaks the connections of all clients; the processes stay. */
  cut(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, attempts: number): void {
    const rpc = rpcOf(body);
    const kind = ['tools/call', 'answer'].includes(rpc) ? 'talk' : 'rest';
    const to = this.only ?? this.turns[kind]++ % this.targets.length;
    const { method: verb = '', url: path = '' } = incoming;
    const headers = { ...incoming.headers, host: this.host };
    const passed: Passed = {
      to,
      verb,
      rpc,
      session: incoming.headers['mcp-session-id']?.toString(),
      resumes: 'last-event-id' in headers,
      status: undefined,
    };
    // a connection of its own: one that is kept could be of a process that is gone
    const onward = request(new URL(path, this.targets[to]), { method: verb, headers, agent: false }, (answer) => {
      passed.status = answer.statusCode;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    outgoing.once('close', () => onward.destroy());
    onward.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ECONNREFUSED' && attempts > 1) return this.pass(incoming, body, outgoing, attempts - 1);
      this.passed.push(passed);
      outgoing.destroy();
    });
    onward.once('response', () => this.passed.push(passed));
    onward.end(body);
  }
}

function rpcOf(body: Buffer): string {
  if (body.length === 0) return '';
  return (JSON.parse(body.toString()) as { method?: string }).method ?? 'answer';
}
