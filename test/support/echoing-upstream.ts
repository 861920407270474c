import type { ServerOptions } from 'node:https';
import { answer, startScripted } from './scripted-upstream.js';

type Fields = Record<string, unknown>;
export type Received = Readonly<{ method: string; params: Fields; headers: Record<string, unknown> }>;

const tools = ['do', 'fail', 'refuse', 'break', 'deny', 'garble', 'hang', 'reset', 'tell'];

/**
 * A server that repeats all that it was sent, headers and arguments, wherever it can: in results, in errors, in bodies of
 * HTTP errors, in its definitions, in progress and logs.
 */
export async function startEchoing(session: string | null = null, tls?: ServerOptions) {
  const upstream = await startScripted(tls);
  const received: Received[] = [];
  const hanging: (() => void)[] = [];
  upstream.script = (message, outgoing, incoming) => {
    const { id, method, params = {} } = message;
    const got = { method, params, headers: { ...incoming.headers } };
    received.push(got);
    const echo = JSON.stringify(got);
    const said = (fields: object): void => {
      outgoing.setHeader('x-echo', Buffer.from(echo).toString('base64').slice(0, 4_000));
      if (session !== null && method === 'initialize') outgoing.setHeader('mcp-session-id', session);
      answer(outgoing, id, fields);
    };
    const failed = (status: number, error: object | string): unknown =>
      outgoing
        .writeHead(status, { 'content-type': 'application/json', 'www-authenticate': `Bearer error="${id}"` })
        .end(typeof error === 'string' ? error : JSON.stringify({ jsonrpc: '2.0', id, error }));
    const isLegacy = session !== null;
    if (method === 'GET' || method === 'DELETE') return outgoing.writeHead(405).end();
    if (isLegacy && method === 'server/discover') return failed(404, { code: -32000, message: 'no' });
    if (!isLegacy && method === 'initialize') return failed(404, { code: -32601, message: 'no' });
    if (method === 'initialize') {
      const serverInfo = { name: 'echo', version: '1' };
      return said({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo, instructions: echo });
    }
    if (method === 'tools/list') {
      // what proves who asks, and nothing that differs from reading to reading
      const { authorization, 'x-api-key': key, 'mcp-session-id': own } = got.headers as Fields;
      const description = JSON.stringify({ authorization, key, own });
      const listed = tools.map((name) => ({ name, description, inputSchema: { type: 'object' } }));
      return said({ resultType: 'complete', tools: listed, ttlMs: 0, cacheScope: 'private' });
    }
    if (method !== 'tools/call') return id === undefined ? outgoing.writeHead(202).end() : false;
    const content = [{ type: 'text', text: echo }];
    switch (params['name']) {
      case 'fail':
        return said({ resultType: 'complete', isError: true, content, structuredContent: got });
      case 'refuse':
        return failed(200, { code: -32050, message: echo, data: got });
      case 'break':
        return failed(500, { code: -32603, message: echo });
      case 'deny':
        return failed(401, echo);
      case 'garble':
        return failed(200, `{"jsonrpc":"2.0","id":${id},"result":{"content":${echo}`);
      case 'hang':
        hanging.push(() => said({ resultType: 'complete', content }));
        return true;
      case 'reset':
        return incoming.socket.destroy();
      case 'tell': {
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
        const event = (fields: object): unknown =>
          outgoing.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...fields })}\n\n`);
        const meta = params['_meta'] as Fields | undefined;
        const progressToken = meta?.['progressToken'];
        event({ method: 'notifications/progress', params: { progressToken, progress: 1, message: echo } });
        event({ method: 'notifications/message', params: { level: 'error', data: echo } });
        event({ id, result: { resultType: 'complete', content } });
        return outgoing.end();
      }
      default:
        return said({ resultType: 'complete', content, structuredContent: got });
    }
  };
  const release = (): void => hanging.splice(0).forEach((end) => end());
  return Object.assign(upstream, { received, release });
}
export type Echoing = Awaited<ReturnType<typeof startEchoing>>;
