import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { ClientDocuments } from '@app/auth';

it('the guard keeps documents from being read at private addresses, and is tried before it is relied on [clients.cimd.guard]', async () => {
  expect(await new ClientDocuments().isGuarded()).toBe(true);
});

it('without the guard nothing is read at all [clients.cimd.guard]', async () => {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(async () => new ClientDocuments().read(`http://127.0.0.1:${port}/`, {})).rejects.toThrow(
    'without the guard',
  );
  expect(hits).toBe(0);
  server.close();
});
