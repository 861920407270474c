import { once } from 'node:events';
import { type Server, createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, McpGateway } from '@app/gateway';
import { McpDoor } from './mcp-door.js';
import { takeStraight } from './straight.js';

const seen: { by: 'door' | 'router'; body: string }[] = [];
const gateway = {
  handle: async ({ body }: Parameters<McpGateway['handle']>[0]): Promise<Answer> => {
    seen.push({ by: 'door', body: body.toString() });
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  },
};
let server: Server;
let port: number;
let isClosing = false;

beforeAll(async () => {
  server = createServer((asked, response) => {
    seen.push({ by: 'router', body: '' });
    asked.resume().on('end', () => response.end());
  });
  takeStraight(server, new McpDoor(gateway), () => isClosing);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

const json = { 'content-type': 'application/json' };

async function sent(path: string, body: string, headers: Record<string, string>, method = 'POST') {
  seen.length = 0;
  const asked = request({ port, host: '127.0.0.1', path, method, headers });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { headers: object }];
  answer.resume();
  await once(answer, 'end');
  return { by: seen.map(({ by }) => by), body: seen[0]?.body, headers: answer.headers };
}

describe('a request at the MCP endpoint', () => {
  it('that is plain comes to the door with its whole body, and is answered under the usual headers [gateway.straight]', async () => {
    const body = JSON.stringify({ text: 'ä'.repeat(200_000) });
    const { by, body: told, headers } = await sent('/mcp/files', body, { ...json, 'content-length': length(body) });
    expect([by, told === body]).toEqual([['door'], true]);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String) as string,
    });
  });

  it.each([
    ['has a query', '/mcp?x=1', json, 'POST'],
    ['is for another address', '/mcp/../api', json, 'POST'],
    ['is for a longer address', '/mcp/files/more', json, 'POST'],
    ['is no POST', '/mcp', json, 'DELETE'],
    ['is of another type', '/mcp', { 'content-type': 'text/plain' }, 'POST'],
    ['comes in chunks', '/mcp', { ...json, 'transfer-encoding': 'chunked' }, 'POST'],
    ['brings a certificate of a proxy', '/mcp', { ...json, 'client-cert': ':AA==:' }, 'POST'],
  ])('that %s goes by the router [gateway.straight]', async (_, path, headers, method) => {
    const known = 'transfer-encoding' in headers ? {} : { 'content-length': '2' };
    expect((await sent(path, '{}', { ...headers, ...known }, method)).by).toEqual(['router']);
  });

  it('that is longer than is read goes by the router [gateway.straight]', async () => {
    const body = ' '.repeat(1024 * 1024 + 1);
    expect((await sent('/mcp', body, { ...json, 'content-length': length(body) })).by).toEqual(['router']);
  });

  it('goes by the router while the application is closing [gateway.straight]', async () => {
    isClosing = true;
    const { by } = await sent('/mcp', '{}', { ...json, 'content-length': '2' });
    isClosing = false;
    expect(by).toEqual(['router']);
  });

  it('whose body is cut off is not served [gateway.straight]', async () => {
    seen.length = 0;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(`POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a":`);
    socket.resume();
    await once(socket, 'close');
    expect(seen).toEqual([]);
  });
});

const length = (text: string): string => String(Buffer.byteLength(text));
