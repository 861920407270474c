import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Credentials, Servers } from '@app/catalog';
import { ConnectorsModule, Upstreams } from '@app/connectors';
import { DirectoryModule } from '@app/directory';
import { newId } from '@app/kernel';
import { openContext, surroundingsOf } from '../support/context.js';
import { startScripted } from '../support/scripted-upstream.js';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let walled: Awaited<ReturnType<typeof openContext>>;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await openWorld(ConnectorsModule, DirectoryModule);
  walled = await openContext(surroundingsOf(world.database.url, { privateAddresses: false }), ConnectorsModule);
});
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream.stop();
});
afterAll(async () => {
  await walled.close();
  await world.close();
});

async function start() {
  const upstream = await startScripted();
  open.push(upstream);
  return upstream;
}
async function at(url: string, transport: 'http' | 'sse' = 'http') {
  const { id } = await world.app.get(Servers).register(hr, { name: `s-${newId().slice(-12)}`, transport, url });
  return (app = world.app) => app.get(Upstreams).request(id, 'tools/call', { name: 'do' });
}

describe('an address that an administrator has entered', () => {
  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]'])(
    'is not so much as connected to when it is %s and private ones are not allowed [upstream.guard.private]',
    async (host) => {
      const upstream = await start();
      for (const transport of ['http', 'sse'] as const) {
        const call = await at(`http://${host}:${upstream.port}/mcp`, transport);
        const fault = await call(walled as typeof world.app).catch((thrown: unknown) => thrown);
        expect(fault).toMatchObject({ code: 'upstream.unavailable' });
      }
      expect(upstream.connections).toBe(0);
    },
  );

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'for tokens is not so much as connected to when it is %s [upstream.guard.private]',
    async (host) => {
      const tokens = await start();
      const url = 'https://mcp.example.com/mcp';
      const { id } = await world.app
        .get(Servers)
        .register(hr, { name: `s-${newId().slice(-12)}`, transport: 'http', url });
      const owner = await world.person(`owner-${newId()}`);
      const tokenUrl = `https://${host}:${tokens.port}/token`;
      const secret = {
        kind: 'oauth',
        tokenUrl,
        clientId: 'c',
        method: 'client_secret_post',
        clientSecret: 's',
      } as const;
      await world.app.get(Credentials, { strict: false }).set(hr, id, { secret, ownerId: owner.id, reason: 'test' });
      const call = walled.get(Upstreams).request(id, 'tools/call', { name: 'do' });
      await expect(call).rejects.toMatchObject({ detail: 'its token endpoint is not at a public address' });
      expect(tokens.connections).toBe(0);
    },
  );

  it('is called where private ones are allowed, but never one that hands out secrets [upstream.guard.metadata]', async () => {
    const upstream = await start();
    const call = await at(upstream.url);
    expect(await call()).toMatchObject({ result: { resultType: 'complete' } });
    for (const host of ['169.254.169.254', '[fe80::1]', '[fd00:ec2::254]', '0.0.0.0']) {
      const begun = performance.now();
      const toSecrets = await at(`http://${host}:${upstream.port}/`);
      await expect(toSecrets()).rejects.toMatchObject({ detail: 'it stands at an address that is not a public one' });
      expect(performance.now() - begun).toBeLessThan(1000);
    }
  });
});

describe('an upstream that sends us elsewhere', () => {
  it.each([301, 302, 307, 308])(
    'with %i is not followed, to whichever origin [upstream.guard.redirect]',
    async (status) => {
      const [upstream, elsewhere] = [await start(), await start()];
      const call = await at(upstream.url);
      await call();
      for (const location of [elsewhere.url, 'http://169.254.169.254/latest/meta-data/', '/other']) {
        upstream.script = (_, outgoing) => outgoing.writeHead(status, { location }).end();
        await expect(call()).rejects.toMatchObject({ code: 'upstream.unusable' });
      }
      expect(elsewhere.connections).toBe(0);
      expect(upstream.heard.some(({ method }) => method === 'GET')).toBe(false);
    },
  );

  it('over its event stream is not followed to another origin [upstream.guard.redirect]', async () => {
    const [upstream, elsewhere] = [await start(), await start()];
    upstream.script = ({ method }, outgoing) => {
      if (method !== 'GET') return false;
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      return outgoing.write(`event: endpoint\ndata: ${elsewhere.url}\n\n`);
    };
    const call = await at(upstream.url, 'sse');
    await expect(call()).rejects.toMatchObject({ code: 'upstream.unavailable' });
    expect(elsewhere.connections).toBe(0);
  });
});
