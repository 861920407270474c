import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { Server as Server1 } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

/** What the fixture offers; a test turns it while the server runs. */
export class Offer {
  description = 'Pays somebody.';
  /** Whether the schema knows a second argument. */
  hasNote = false;
  annotations: { readOnlyHint?: boolean; destructiveHint?: boolean } = { readOnlyHint: true };
  more: string[] = [];
  /** Names of the tools that were called, as the server itself saw it. */
  readonly called: { name: string; args: unknown }[] = [];
  lists = 0;
  broken = false;
  /** What a call waits for before it is answered; modern only. */
  wait: Promise<void> | undefined;
}

export type ChangingUpstream = {
  url: string;
  offer: Offer;
  announce: () => void;
  cut: () => void;
  stop: () => Promise<void>;
};

/** A server of the modern era whose definitions change. */
export async function startChangingModern(): Promise<ChangingUpstream> {
  const offer = new Offer();
  const handler = createMcpHandler(
    () => {
      const server = new McpServer(
        { name: 'changing', version: '1.0.0' },
        { capabilities: { tools: { listChanged: true }, prompts: { listChanged: true } } },
      );
      const { description, annotations } = offer;
      const shape = { amount: z.number(), ...(offer.hasNote && { note: z.string().optional() }) };
      const called = (name: string) => async (args: unknown) => {
        offer.called.push({ name, args });
        await offer.wait;
        return { content: [{ type: 'text' as const, text: 'done' }] };
      };
      server.registerTool('pay', { description, annotations, inputSchema: z.object(shape) }, called('pay'));
      for (const name of offer.more) server.registerTool(name, { inputSchema: z.object({}) }, called(name));
      server.registerResource('rules', 'doc://rules', { mimeType: 'text/plain' }, () => ({ contents: [] }));
      server.registerPrompt('greet', { description: 'Greets.' }, () => ({ messages: [] }));
      return server;
    },
    { legacy: 'reject' },
  );
  const serve = toNodeHandler(handler);
  const { url, cut, stop } = await listen((incoming, outgoing, body) => {
    if (offer.broken) return outgoing.writeHead(503).end();
    if (body.includes('"tools/list"')) offer.lists += 1;
    return serve(incoming as NodeIncomingMessageLike, outgoing, JSON.parse(body));
  });
  return { url: `${url}/mcp`, offer, announce: () => handler.notify.toolsChanged(), cut, stop };
}

/** As a server of the handshake era says it, by the first SDK. */
function legacyServer(offer: Offer): Server1 {
  const server = new Server1({ name: 'old', version: '1' }, { capabilities: { tools: { listChanged: true } } });
  const named = (name: string) => ({ name, inputSchema: { type: 'object' as const } });
  server.setRequestHandler(ListToolsRequestSchema, () => {
    offer.lists += 1;
    const properties = { amount: { type: 'number' }, ...(offer.hasNote && { note: { type: 'string' } }) };
    const { description, annotations } = offer;
    const pay = { name: 'pay', description, annotations, inputSchema: { type: 'object' as const, properties } };
    return { tools: [pay, ...offer.more.map(named)] };
  });
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: args } }) => {
    offer.called.push({ name, args });
    return { content: [{ type: 'text', text: 'done' }] };
  });
  return server;
}

/** A server of the HTTP+SSE transport of 2024-11-05. */
export async function startChangingSse(): Promise<ChangingUpstream> {
  const offer = new Offer();
  const live = new Map<string, { server: Server1; transport: SSEServerTransport }>();
  const { url, cut, stop } = await listen(async (incoming, outgoing, body) => {
    if (offer.broken) return outgoing.writeHead(503).end();
    if (incoming.method === 'GET') {
      const transport = new SSEServerTransport('/messages', outgoing);
      const server = legacyServer(offer);
      live.set(transport.sessionId, { server, transport });
      return server.connect(transport);
    }
    const session = new URL(incoming.url ?? '', 'http://x').searchParams.get('sessionId') ?? '';
    return live.get(session)?.transport.handlePostMessage(incoming, outgoing, JSON.parse(body));
  });
  return { url: `${url}/sse`, offer, announce: () => tellAll(live), cut, stop };
}

/** A server of the Streamable HTTP transport with sessions. */
export async function startChangingLegacy(): Promise<ChangingUpstream> {
  const offer = new Offer();
  const live = new Map<string, { server: Server1; transport: StreamableHTTPServerTransport }>();
  const { url, cut, stop } = await listen(async (incoming, outgoing, body) => {
    if (offer.broken) return outgoing.writeHead(503).end();
    const known = live.get(String(incoming.headers['mcp-session-id']));
    if (known) return known.transport.handleRequest(incoming, outgoing, body === '' ? undefined : JSON.parse(body));
    const server = legacyServer(offer);
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void live.set(id, { server, transport }),
    });
    await server.connect(transport as never);
    return transport.handleRequest(incoming, outgoing, JSON.parse(body));
  });
  return { url: `${url}/mcp`, offer, announce: () => tellAll(live), cut, stop };
}

function tellAll(live: ReadonlyMap<string, { server: Server1 }>): void {
  for (const { server } of live.values()) void server.sendToolListChanged();
}

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => unknown;

async function listen(handle: Handler): Promise<{ url: string; cut: () => void; stop: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => void handle(incoming, outgoing, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut: () => server.closeAllConnections(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
