import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  CreateMessageResultSchema,
  ElicitResultSchema,
  ListRootsResultSchema,
  ListToolsRequestSchema,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';

/** Which questions the server of the first SDK asks, and by what its answers are understood. */
const questions: Record<string, { request: ServerRequest; schema: typeof ElicitResultSchema }> = {
  elicitation: {
    request: {
      method: 'elicitation/create',
      params: { message: 'Your name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } },
    },
    schema: ElicitResultSchema,
  },
  sampling: {
    request: { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } },
    schema: CreateMessageResultSchema as never,
  },
  roots: { request: { method: 'roots/list' }, schema: ListRootsResultSchema as never },
};

/** Arguments of `ask`; `ms`: how long it takes before it does anything. */
type Asked = { kind?: string; shared?: boolean; count?: number; log?: string; ms?: number };

/**
 * A server of the first SDK whose tool `ask` asks for what `kind` says: on the stream of the call, or, as many servers
 * do, on the line that all calls share. It answers with what it heard, and what the client had declared. Whoever can be
 * asked everything is shown one tool more, and is asked everything before it is.
 */
function askingServer(): Server {
  const server = new Server(
    { name: 'asking', version: '1' },
    { capabilities: { tools: {}, logging: {} }, enforceStrictCapabilities: false, instructions: 'Ask nicely.' },
  );
  const ask = { name: 'ask', inputSchema: { type: 'object' as const } };
  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const declared = server.getClientCapabilities() ?? {};
    if (!Object.keys(questions).every((kind) => kind in declared)) return { tools: [ask] };
    const heard = Object.values(questions).map(async ({ request, schema }) =>
      server.request(request, schema).catch(({ code }: { code: number }) => ({ code })),
    );
    return { tools: [ask, { ...ask, name: 'for the asked', description: JSON.stringify(await Promise.all(heard)) }] };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { arguments: args } }, extra) => {
    const { kind, shared, count = 1, log, ms = 0 } = args as Asked;
    const declared = server.getClientCapabilities();
    const answers: unknown[] = [];
    await pause(ms, undefined, { signal: extra.signal });
    if (log) await server.sendLoggingMessage({ level: 'warning', data: log });
    for (let each = 0; kind !== undefined && each < count; each++) {
      const { request, schema } = questions[kind]!;
      const asked = shared ? server.request(request, schema) : extra.sendRequest(request, schema);
      answers.push(await asked.catch((error: { code: number; message: string }) => ({ code: error.code })));
    }
    return { content: [], structuredContent: { answers, declared, session: told(extra.sessionId) } };
  });
  return server;
}

export type Asking = Readonly<{
  url: string;
  /** The HTTP method and the session of each request. */
  seen: { method: string; session: string; body: string }[];
  sessions: () => number;
  stop: () => Promise<void>;
}>;

export async function startAskingHttp(): Promise<Asking> {
  const live = new Map<string, StreamableHTTPServerTransport>();
  return listen('/mcp', live, async (incoming, outgoing, body) => {
    const known = live.get(String(incoming.headers['mcp-session-id']));
    if (known) return known.handleRequest(incoming, outgoing, body === '' ? undefined : JSON.parse(body));
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void live.set(id, transport),
      onsessionclosed: (id) => void live.delete(id),
    });
    await askingServer().connect(transport as never);
    return transport.handleRequest(incoming, outgoing, JSON.parse(body));
  });
}

export async function startAskingSse(): Promise<Asking> {
  const live = new Map<string, SSEServerTransport>();
  return listen('/sse', live, async (incoming, outgoing, body) => {
    if (incoming.method === 'GET') {
      const transport = new SSEServerTransport('/messages', outgoing);
      live.set(transport.sessionId, transport);
      outgoing.on('close', () => live.delete(transport.sessionId));
      return askingServer().connect(transport);
    }
    const session = new URL(incoming.url ?? '', 'http://x').searchParams.get('sessionId') ?? '';
    return live.get(session)?.handlePostMessage(incoming, outgoing, JSON.parse(body));
  });
}

const sdk = '@modelcontextprotocol/sdk';
/** The same question over a pipe, by the first SDK. */
export const askingProgram = {
  program: process.execPath,
  args: [
    '--input-type=module',
    '-e',
    `import { Server } from '${sdk}/server/index.js';
import { StdioServerTransport } from '${sdk}/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '${sdk}/types.js';
const server = new Server({ name: 'asking', version: '1' }, { capabilities: { tools: {}, logging: {} } });
server.setRequestHandler(ListToolsRequestSchema, async () => {
  const ask = { name: 'ask', inputSchema: { type: 'object' } };
  const { elicitation, sampling, roots } = server.getClientCapabilities() ?? {};
  if (!elicitation || !sampling || !roots) return { tools: [ask] };
  const heard = [
    await server.elicitInput({ message: 'Who?', requestedSchema: { type: 'object', properties: {} } }),
    await server.createMessage({ messages: [], maxTokens: 1 }).catch(({ code }) => ({ code })),
    await server.listRoots(),
  ];
  return { tools: [ask, { ...ask, name: 'for the asked', description: JSON.stringify(heard) }] };
});
server.setRequestHandler(CallToolRequestSchema, async ({ params: { arguments: { log, kind } } }) => {
  if (log) await server.sendLoggingMessage({ level: 'warning', data: log });
  const form = { message: 'Your name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } };
  const answers = kind ? [await server.elicitInput(form).catch(({ code }) => ({ code }))] : [];
  return { content: [], structuredContent: { answers, declared: server.getClientCapabilities(), session: process.pid } };
});
await server.connect(new StdioServerTransport());`,
  ],
};

/** A server of the modern era only, over a pipe. */
export const modernProgram = {
  program: process.execPath,
  args: [
    '--input-type=module',
    '-e',
    `import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
serveStdio(() => {
  const server = new McpServer({ name: 'modern', version: '1' }, { capabilities: { logging: {} } });
  server.registerTool('test_logging_tool', {}, async ({ mcpReq }) => {
    await mcpReq.log('info', 'Something happened.');
    return { content: [] };
  });
  return server;
}, { legacy: 'reject' });`,
  ],
};

export type Breaking = Asking & { gets: string[] };
/**
 * A server of the handshake era that ends the stream of every call at once, and gives the answer to who takes the stream
 * up again for the `nth` time; with 0 it knows of no such thing.
 */
export async function startBreaking(nth: number, mark = 'stream-1'): Promise<Breaking> {
  const gets: string[] = [];
  let id: unknown;
  const stream = { 'content-type': 'text/event-stream' };
  const server = await listen('/mcp', new Map(), (incoming, outgoing, body) => {
    const from = incoming.headers['last-event-id'];
    if (incoming.method === 'GET' && from === undefined) return outgoing.writeHead(405).end();
    if (incoming.method === 'GET') {
      gets.push(String(from));
      if (nth === 0) return outgoing.writeHead(405).end();
      outgoing.writeHead(200, stream);
      if (gets.length < nth) return outgoing.end();
      const progress = { method: 'notifications/progress', params: { progressToken: id, progress: 1 } };
      const messages = [progress, { id, result: { content: [{ type: 'text', text: 'still here' }] } }];
      const events = messages.map(
        (each, n) => `id: late-${n}\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...each })}\n\n`,
      );
      return outgoing.end(events.join(''));
    }
    const request = JSON.parse(body || '{}') as { id?: number; method?: string };
    if (request.id === undefined) return outgoing.writeHead(202).end();
    if (request.method === 'tools/call') {
      id = request.id;
      return outgoing.writeHead(200, stream).end(`id: ${mark}\nretry: 60\ndata: \n\n`);
    }
    const result = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'b', version: '1' },
    };
    const answer = request.method === 'initialize' ? { result } : { error: { code: -32601, message: 'no' } };
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    return outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answer }));
  });
  return { ...server, gets };
}

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => unknown;

async function listen(path: string, live: ReadonlyMap<string, unknown>, handle: Handler): Promise<Asking> {
  const seen: Asking['seen'] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      seen.push({
        method: incoming.method ?? '',
        session: String(incoming.headers['mcp-session-id'] ?? ''),
        body,
      });
      void handle(incoming, outgoing, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}${path}`,
    seen,
    sessions: () => live.size,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A name for the session; its id itself is not passed on to clients. */
const told = (session: string | undefined): string | undefined =>
  session && createHash('sha256').update(session).digest('hex');
