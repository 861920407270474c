import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import type { EventStore, JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { type Made, makeServer } from './make-server.js';
import type { Change, Hooks } from './part.js';

/** What has been said on each stream, for whoever comes back for it. */
class Events implements EventStore {
  private readonly said: { id: string; streamId: string; message: JSONRPCMessage }[] = [];

  storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = `${streamId}_${this.said.length}`;
    this.said.push({ id, streamId, message });
    return Promise.resolve(id);
  }

  getStreamIdForEventId(eventId: string): Promise<string | undefined> {
    return Promise.resolve(this.said.find(({ id }) => id === eventId)?.streamId);
  }

  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const index = this.said.findIndex(({ id }) => id === lastEventId);
    const streamId = this.said[index]?.streamId ?? '';
    for (const { id, message } of this.said.slice(index + 1).filter((each) => each.streamId === streamId)) {
      // the priming event has no message of its own
      if ('jsonrpc' in message) await send(id, message);
    }
    return streamId;
  }
}

type Live = Made & { transport: NodeStreamableHTTPServerTransport; watched: Set<string> };

/** The handshake era: a server of its own for every session. */
export class LegacySessions {
  private readonly live = new Map<string, Live>();

  constructor(private readonly hooks: Hooks) {}

  get size(): number {
    return this.live.size;
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse, body: unknown): Promise<void> {
    const id = incoming.headers['mcp-session-id'];
    const known = this.live.get(String(id));
    if (known && missesCapability(known.server, body)) return refuse(outgoing, 200, idOf(body), missing);
    if (known) return known.transport.handleRequest(incoming, outgoing, body);
    if (id !== undefined) return refuse(outgoing, 404, null, { code: -32001, message: 'Session not found' });
    const made = makeServer('legacy', this.hooks);
    const { server } = made;
    const watched = new Set<string>();
    server.server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => (watched.add(uri), {}));
    server.server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => (watched.delete(uri), {}));
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: new Events(),
      retryInterval: 5000,
      onsessioninitialized: (sessionId) => void this.live.set(sessionId, { ...made, transport, watched }),
      onsessionclosed: (sessionId) => void this.live.delete(sessionId),
    });
    await server.connect(transport);
    return transport.handleRequest(incoming, outgoing, body);
  }

  /** On the stream that each client keeps open with GET. */
  announce(change: Change): void {
    for (const { server, follow, watched } of this.live.values()) {
      if (typeof change === 'string') follow();
      else if (watched.has(change.resource)) void server.server.sendResourceUpdated({ uri: change.resource });
    }
  }

  /** As after a restart of the server: every session is unknown. */
  forget(): void {
    this.live.clear();
  }
}

/** A server that knows the code of the later revision gives it in the handshake era, too; the SDK would wrap it. */
const missing = {
  code: -32021,
  message: 'Missing required client capabilities: sampling',
  data: { requiredCapabilities: { sampling: {} } },
};

type Message = { id?: unknown; method?: string; params?: { name?: string } };
const idOf = (body: unknown): unknown => (body as Message).id;

function missesCapability({ server }: McpServer, body: unknown): boolean {
  const { method, params } = (body ?? {}) as Message;
  return (
    method === 'tools/call' && params?.name === 'test_missing_capability' && !server.getClientCapabilities()?.sampling
  );
}

function refuse(outgoing: ServerResponse, status: number, id: unknown, error: object): void {
  const answer = { jsonrpc: '2.0', id, error };
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
