import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicJson } from './guarded-fetch.js';

describe('reading keys', () => {
  let connections = 0;
  let answer: (path: string) => string = () => '{"keys":[]}';
  const server = createServer((request, response) => {
    if (request.url === '/elsewhere') return void response.writeHead(302, { location: '/keys' }).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer(request.url ?? ''));
  }).on('connection', () => (connections += 1));
  const port = () => (server.address() as AddressInfo).port;
  beforeAll(async () => {
    server.listen(0);
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('does not so much as connect to this machine, whatever it is called [ssrf.not-connected]', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
      await expect(publicJson(`https://${host}:${port()}/keys`, false)).rejects.toThrow(/not a public one|ENOTFOUND/);
    }
    await expect(publicJson(`http://127.0.0.1:${port()}/keys`, false)).rejects.toThrow('only https is read');
    expect(connections).toBe(0);
    expect(await publicJson(`http://127.0.0.1:${port()}/keys`, true)).toEqual({ keys: [] });
    expect(connections).toBe(1);
  });

  it('follows no redirect and reads no more than it must [ssrf.bounded]', async () => {
    await expect(publicJson(`http://127.0.0.1:${port()}/elsewhere`, true)).rejects.toThrow('HTTP 302');
    answer = () => JSON.stringify('x'.repeat(300_000));
    await expect(publicJson(`http://127.0.0.1:${port()}/keys`, true)).rejects.toThrow('too large');
  });
});
