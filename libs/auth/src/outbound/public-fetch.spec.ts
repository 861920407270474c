import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publicFetch } from './public-fetch.js';

const seen: string[] = [];
const server = createServer((request, answer) => {
  seen.push(request.url ?? '');
  if (request.url === '/there') return void answer.writeHead(302, { location: '/hidden' }).end();
  if (request.url === '/large') return void answer.end('x'.repeat(2_000_000));
  answer.end('hello');
}).listen(0, '127.0.0.1');
let port = 0;
beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  ({ port } = server.address() as { port: number });
});
afterAll(() => void server.close());

it.each(['127.0.0.1', 'localhost', '[::1]', '127.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', '0'])(
  'nothing is asked of %s [sign-in.private-address]',
  async (host) => {
    await expect(publicFetch(`http://${host}:${port}/`, false)).rejects.toMatchObject({
      code: 'identity-provider.unavailable',
      detail: 'the address is not a public one',
    });
    expect(seen).toEqual([]);
  },
);

it('by the setting it is asked, but never led on, and never for too much [sign-in.private-address]', async () => {
  const of = (path: string) => publicFetch(`http://localhost:${port}${path}`, true);
  expect(await (await of('/')).text()).toBe('hello');
  expect((await of('/there')).status).toBe(302);
  await expect(of('/large')).rejects.toMatchObject({ detail: 'its answer is too large' });
  expect(seen).not.toContain('/hidden');
});
