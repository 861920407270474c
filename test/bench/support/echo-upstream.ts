import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';

/**
 * The cheapest honest MCP server: one tool, `echo`, and a log of every call that reached it. What begins with `hold` is
 * never answered: a call that stays under way.
 */
export type EchoUpstream = Readonly<{ url: string; seen: ReadonlySet<string>; close(): Promise<void> }>;

const TOOL = {
  name: 'echo',
  description: 'Answers with its token.',
  inputSchema: { type: 'object', properties: { token: { type: 'string' } }, required: ['token'] },
  annotations: { readOnlyHint: true },
};

type Request = { id?: number | string; method: string; params?: { arguments?: { token?: string } } };

export async function startEchoUpstream(): Promise<EchoUpstream> {
  const seen = new Set<string>();
  const answer = ({ method, params }: Request): unknown => {
    if (method === 'initialize') {
      return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' } };
    }
    if (method === 'tools/list') return { tools: [TOOL] };
    const token = params?.arguments?.token ?? '';
    seen.add(token);
    return { content: [{ type: 'text', text: token }] };
  };
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      if (request.method !== 'POST') return response.writeHead(405).end();
      const message = JSON.parse(text) as Request;
      if (message.id === undefined) return response.writeHead(202).end();
      if (message.method === 'server/discover') {
        response.writeHead(404, { 'content-type': 'application/json' });
        return response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, error: { code: -32000, message: 'no' } }));
      }
      const result = answer(message);
      if (message.params?.arguments?.token?.startsWith('hold')) return response;
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
