import { once } from 'node:events';
import { createServer } from 'node:http';

type Params = Record<string, unknown>;
/** One request as the upstream read it; handshakes and lists of its own accord are not among them. */
export type Recorded = { method: string; params: Params };

const ours = new Set(['initialize', 'server/discover', 'ping']);

/** What it says of itself; the same names in both eras, so that nothing but the era differs. */
const offered: Record<string, object> = {
  'tools/list': {
    tools: [
      { name: 'do', inputSchema: { type: 'object' }, _meta: { ui: { resourceUri: 'doc://app' } }, vendor: 1 },
      { name: 'hidden', inputSchema: { type: 'object' } },
      { name: 'later', inputSchema: { type: 'object', properties: { at: { type: 'string', 'x-mcp-header': 'At' } } } },
    ],
  },
  'resources/list': {
    resources: [
      { uri: 'doc://one', name: 'One', size: 3 },
      { uri: 'doc://two', name: 'Two' },
    ],
  },
  'resources/templates/list': {
    resourceTemplates: [
      { uriTemplate: 'doc://all/{id}', name: 'All' },
      { uriTemplate: 'doc://all/secret-{id}', name: 'Secrets' },
    ],
  },
  'prompts/list': { prompts: [{ name: 'greet', arguments: [{ name: 'who' }] }, { name: 'whisper' }] },
};

const results: Record<string, object> = {
  'tools/call': {
    content: [
      { type: 'resource_link', uri: 'doc://one', name: 'One', vendor: 1 },
      { type: 'resource', resource: { uri: 'doc://two', text: 'two' } },
    ],
    vendor: { uri: 'doc://kept' },
  },
  'resources/read': { contents: [{ uri: 'doc://one', mimeType: 'text/plain', text: 'one', vendor: 1 }] },
  'prompts/get': {
    messages: [{ role: 'user', content: { type: 'resource', resource: { uri: 'doc://one', text: '' } } }],
  },
  'completion/complete': { completion: { values: ['ada', 'bob'], total: 2 } },
  'tasks/get': {
    taskId: 'upstream-task',
    status: 'completed',
    result: { content: [{ type: 'resource_link', uri: 'doc://one', name: 'One' }] },
  },
  'tasks/update': {},
  'tasks/cancel': {},
  'resources/subscribe': {},
  'resources/unsubscribe': {},
};

const capabilities = {
  tools: {},
  resources: { subscribe: true, listChanged: true },
  prompts: {},
  completions: {},
  logging: {},
};

/** A server of one era that answers everything and writes down what it is asked besides lists. */
export async function startRecorder(era: 'legacy' | 'modern') {
  const recorded: Recorded[] = [];
  const answerTo = (method: string, params: Params): object => {
    if (method === 'initialize') {
      return {
        protocolVersion: '2025-11-25',
        capabilities,
        serverInfo: { name: 'r', version: '1' },
        instructions: 'Read first.',
      };
    }
    if (method === 'server/discover') {
      return { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities, instructions: 'Read first.' };
    }
    if (offered[method]) return offered[method];
    if (!ours.has(method)) recorded.push({ method, params });
    if (params['name'] === 'later')
      return { resultType: 'task', taskId: 'upstream-task', status: 'working', statusMessage: 'IBAN', ttlMs: null };
    return results[method] ?? { asked: method };
  };
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      if (incoming.method !== 'POST') return outgoing.writeHead(405).end();
      const { id, method, params = {} } = JSON.parse(body) as { id?: unknown; method: string; params?: Params };
      const json = (status: number, said: object): unknown =>
        outgoing
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify({ jsonrpc: '2.0', id, ...said }));
      if (id === undefined) {
        if (!method.startsWith('notifications/')) recorded.push({ method, params });
        return outgoing.writeHead(202).end();
      }
      const foreign = era === 'legacy' ? 'server/discover' : 'initialize';
      if (method === foreign) return json(404, { error: { code: era === 'legacy' ? -32000 : -32601, message: 'no' } });
      // a stream that says nothing until it is closed
      if (method === 'subscriptions/listen') {
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        return undefined;
      }
      return json(200, { result: answerTo(method, params) });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`,
    recorded,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
