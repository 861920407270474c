import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublic, publicJson } from './guarded-fetch.js';

describe('an address that anybody on the internet could have', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e'])(
    'is %s [ssrf.public]',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.8.8.8',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('is not %s [ssrf.special-use]', (address) => expect(isPublic(address)).toBe(false));
});

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
