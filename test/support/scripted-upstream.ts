import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type ServerOptions, createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

export type Heard = { method: string; headers: IncomingHttpHeaders; certificate: string | undefined };
type Message = { id?: number; method: string; params?: Record<string, unknown> };
/** Answers in the server's stead, or leaves it to the server by returning false. */
type Script = (message: Message, outgoing: ServerResponse, incoming: IncomingMessage) => unknown;

/** A server of the modern era that keeps a note of who asked what, and misbehaves as it is told to. */
export async function startScripted(tls?: ServerOptions) {
  const heard: Heard[] = [];
  const state: { script: Script; connections: number } = { script: () => false, connections: 0 };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    let body = '';
    incoming.setEncoding('utf8');
    for await (const part of incoming) body += part;
    const message = (body ? JSON.parse(body) : { method: incoming.method }) as Message;
    const certificate = tls ? (incoming.socket as TLSSocket).getPeerCertificate().subject?.CN : undefined;
    heard.push({ method: message.method, headers: incoming.headers, certificate: certificate?.toString() });
    if (state.script(message, outgoing, incoming) !== false) return;
    answer(outgoing, message.id, result(message.method));
  };
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server = tls ? createSecure(tls, handle) : createServer(handle);
  server.on('connection', () => (state.connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    heard,
    port,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/mcp`,
    calls: () => heard.filter(({ method }) => method === 'tools/call'),
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
export type Scripted = Awaited<ReturnType<typeof startScripted>>;

export function answer(outgoing: ServerResponse, id: number | undefined, result: object): void {
  outgoing.writeHead(id === undefined ? 202 : 200, { 'content-type': 'application/json' });
  outgoing.end(id === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', id, result }));
}

function result(method: string): object {
  if (method === 'server/discover') {
    return { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: {} } };
  }
  if (method === 'tools/list') return { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' };
  return { resultType: 'complete', content: [{ type: 'text', text: 'done' }] };
}
