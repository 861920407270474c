import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Credentials, type Secret, Servers } from '@app/catalog';
import { CatalogSyncModule, Upstreams } from '@app/connectors';
import { DirectoryModule } from '@app/directory';
import { Fence, FenceReplicaModule } from '@app/fence';
import { Subscriptions } from '@app/jobs';
import { newId, system } from '@app/kernel';
import { openApi } from '../support/api.js';
import { certificates } from '../support/certificates.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { BEARER, openGateway } from '../support/mcp-world.js';
import { type Scripted, answer, startScripted } from '../support/scripted-upstream.js';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
const open: { stop(): Promise<void> }[] = [];
const get = <T>(type: abstract new (...parts: never[]) => T): T => world.app.get(type as never, { strict: false });
const reason = 'test';

beforeAll(async () => {
  world = await openWorld(CatalogSyncModule, FenceReplicaModule, DirectoryModule);
});
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream.stop();
});
afterAll(() => world.close());

async function registered(tls?: Parameters<typeof startScripted>[0]) {
  const upstream = await startScripted(tls);
  open.push(upstream);
  const server = await get(Servers).register(hr, {
    name: `s-${newId().slice(-12)}`,
    transport: 'http',
    url: upstream.url,
  });
  const owner = await world.person(`owner-${newId()}`);
  const set = (secret: Secret) => get(Credentials).set(hr, server.id, { secret, ownerId: owner.id, reason });
  const call = (from = get(Upstreams)) => from.request(server.id, 'tools/call', { name: 'do', arguments: {} });
  return { upstream, id: server.id, owner, set, call };
}
/** As the lifecycle does it, and then the job that follows. */
async function leave({ id: personId }: { id: string }): Promise<void> {
  await world.write((tx) => get(Fence).restrict(tx, [personId], 'suspended'));
  const work = get(Subscriptions).work('person.left', 'catalog.end-credentials')!;
  await world.db.write(system('jobs'), (tx) => work(tx, { personId }));
}
const last = ({ heard }: Scripted) => heard.at(-1)!;

/** An authorization server that gives tokens `t1`, `t2`… and says how it was asked. */
async function startTokens(expiresIn: number | undefined = 3600) {
  const asked: { authorization: string | undefined; form: Record<string, string> }[] = [];
  const state = { status: 200 };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    let body = '';
    for await (const part of incoming) body += String(part);
    asked.push({ authorization: incoming.headers.authorization, form: Object.fromEntries(new URLSearchParams(body)) });
    const said =
      state.status === 200
        ? { access_token: `t${asked.length}`, token_type: 'Bearer', ...(expiresIn && { expires_in: expiresIn }) }
        : { error: 'invalid_client', error_description: 'sentinel-of-the-token-endpoint' };
    outgoing.writeHead(state.status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  };
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  open.push({ stop });
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return Object.assign(state, { asked, tokenUrl });
}

describe('a credential', () => {
  it('is shown to its server and never told again, nor written into the ledger [upstream.credential.sealed]', async () => {
    const { upstream, set, call, id } = await registered();
    const secret = `sentinel-${newId()}`;
    await call();
    expect(last(upstream).headers.authorization).toBeUndefined();
    const shown = await set({ kind: 'bearer', token: secret });
    await call();
    expect(last(upstream).headers.authorization).toBe(`Bearer ${secret}`);
    const told = [shown, await get(Credentials).list(hr, id), await get(Servers).list(hr), await world.ledger()];
    expect(JSON.stringify(told)).not.toContain(secret);
    const rows = await world.sql<{ row: string }>('SELECT server_credential::text AS row FROM server_credential');
    expect(JSON.stringify(rows)).not.toContain(secret);
    const types = (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);
    expect(types).toContain('server.credential-set');
  });

  it('may stand beside another one in another place, but not in the same [upstream.credential.slots]', async () => {
    const { upstream, set, call } = await registered();
    await set({ kind: 'bearer', token: 'one' });
    await set({ kind: 'header', name: 'X-Api-Key', value: 'two words' });
    await call();
    expect(last(upstream).headers).toMatchObject({ authorization: 'Bearer one', 'x-api-key': 'two words' });
    const raw: Secret = { kind: 'header', name: 'Authorization', value: 'Basic x' };
    await expect(set(raw)).rejects.toMatchObject({ code: 'server.credential-exists' });
    const twice = await Promise.allSettled(
      [0, 1].map(async () => (await registered()).set({ kind: 'bearer', token: 'x' })),
    );
    expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('that would steer the protocol, the program or go in the clear is refused [upstream.credential.form]', async () => {
    const { set } = await registered();
    for (const name of ['Host', 'mcp-session-id', 'Content-Length', 'Origin']) {
      await expect(set({ kind: 'header', name, value: 'x' })).rejects.toMatchObject({
        code: 'server.credential-invalid',
      });
    }
    await expect(set({ kind: 'environment', values: { TOKEN: 'x' } })).rejects.toThrow('programs');
    const tokenUrl = 'https://user:sentinel@issuer.example.com/token';
    const oauth = { kind: 'oauth', tokenUrl, clientId: 'c', method: 'client_secret_post', clientSecret: 's' } as const;
    await expect(set(oauth)).rejects.toMatchObject({ code: 'server.credential-invalid' });
    const { cert, key } = { cert: 'no', key: 'no' };
    await expect(set({ kind: 'mtls', cert, key })).rejects.toMatchObject({ code: 'server.credential-invalid' });
    const program = await get(Servers).register(hr, {
      name: `p-${newId().slice(-12)}`,
      transport: 'stdio',
      command: { program: 'node', args: [] },
    });
    const owner = await world.person(`owner-${newId()}`);
    for (const name of ['PATH', 'LD_PRELOAD', 'NODE_OPTIONS', 'SURETY_MASTER_KEY']) {
      const secret: Secret = { kind: 'environment', values: { [name]: 'x' } };
      const setting = get(Credentials).set(hr, program.id, { secret, ownerId: owner.id, reason });
      await expect(setting).rejects.toMatchObject({ code: 'server.credential-invalid' });
    }
  });

  it('is rotated in one action, in force for the next request of every gateway; what is out ends with the former one [upstream.credential.rotated]', async () => {
    const { upstream, set, call, id, owner } = await registered();
    const other = await openContext(
      surroundingsOf(world.database.url, { clock: world.clock }),
      CatalogSyncModule,
      FenceReplicaModule,
    );
    try {
      const { id: credentialId } = await set({ kind: 'bearer', token: 'first' });
      await call(other.get(Upstreams));
      expect(last(upstream).headers.authorization).toBe('Bearer first');
      let release = (): void => {};
      upstream.script = ({ id: rpcId, method }, outgoing) => {
        if (method !== 'tools/call') return false;
        release = () => answer(outgoing, rpcId, { resultType: 'complete', content: [] });
        return true;
      };
      const slow = call();
      await expect.poll(() => upstream.calls().length).toBe(2);
      upstream.script = () => false;
      const secret: Secret = { kind: 'bearer', token: 'second' };
      await get(Credentials).rotate(hr, id, credentialId, { secret, ownerId: owner.id, reason });
      for (const from of [get(Upstreams), other.get(Upstreams)]) {
        await call(from);
        expect(last(upstream).headers.authorization).toBe('Bearer second');
      }
      release();
      expect(await slow).toMatchObject({ result: { content: [] } });
      await get(Credentials).remove(hr, id, credentialId, reason);
      for (const from of [get(Upstreams), other.get(Upstreams)]) {
        await call(from);
        expect(last(upstream).headers.authorization).toBeUndefined();
      }
    } finally {
      await other.close();
    }
  });
});

describe('a request that waits for a connection', () => {
  it('does not go out with what was taken from it meanwhile [upstream.credential.queued]', async () => {
    const { upstream, set, call, id, owner } = await registered();
    const { id: credentialId } = await set({ kind: 'bearer', token: 'first' });
    await call();
    const held: (() => void)[] = [];
    upstream.script = ({ id: rpcId, method }, outgoing) =>
      method === 'tools/call' && held.push(() => answer(outgoing, rpcId, { resultType: 'complete', content: [] }));
    const calls = Array.from({ length: 72 }, () => call());
    await expect.poll(() => held.length).toBe(64);
    const secret: Secret = { kind: 'bearer', token: 'second' };
    await get(Credentials).rotate(hr, id, credentialId, { secret, ownerId: owner.id, reason });
    const { length } = upstream.heard;
    upstream.script = () => false;
    held.forEach((answerIt) => answerIt());
    await Promise.all(calls);
    const later = upstream.heard.slice(length).map(({ headers }) => headers.authorization);
    expect([later.length > 8, new Set(later)]).toEqual([true, new Set(['Bearer second'])]);

    upstream.script = ({ id: rpcId, method }, outgoing) =>
      method === 'tools/call' && held.push(() => answer(outgoing, rpcId, { resultType: 'complete', content: [] }));
    held.length = 0;
    const more = Array.from({ length: 72 }, () => call());
    const settled = Promise.allSettled(more);
    await expect.poll(() => held.length).toBe(64);
    const before = upstream.heard.length;
    await leave(owner);
    held.forEach((answerIt) => answerIt());
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    expect(refused.map((each) => (each as PromiseRejectedResult).reason as object)).toMatchObject(
      Array.from({ length: 8 }, () => ({ code: 'upstream.no-credential' })),
    );
    expect(upstream.heard.length).toBe(before);
  });
});

describe('a server whose credential has ended', () => {
  const refused = { code: 'upstream.no-credential' };

  it('is not called any more when its owner has left, and says why [upstream.credential.owner-left]', async () => {
    const { upstream, set, call, id, owner } = await registered();
    await set({ kind: 'bearer', token: 'x' });
    await call();
    const { length } = upstream.heard;
    await leave(owner);
    const [shown] = await get(Credentials).list(hr, id);
    expect(shown).toMatchObject({ endedBecause: 'owner_left' });
    await expect(call()).rejects.toMatchObject({ ...refused, detail: 'the person who answered for it has left' });
    expect(upstream.heard.length).toBe(length);
    const rows = await world.sql<{ sealed: null }>(`SELECT sealed FROM server_credential WHERE server_id = '${id}'`);
    expect(rows).toEqual([{ sealed: null }]);
    await get(Credentials).remove(hr, id, shown!.id, reason);
    await call(); // somebody has said that it needs none
  });

  it('neither is it after it was disabled, nor is anybody shown it at another address [upstream.credential.ended-with-server]', async () => {
    const { set, call, id, upstream } = await registered();
    await set({ kind: 'bearer', token: 'x' });
    await get(Servers).turn(hr, id, 'disabled', reason);
    expect(await get(Credentials).list(hr, id)).toMatchObject([{ endedBecause: 'server_disabled' }]);
    await get(Servers).turn(hr, id, 'active', reason);
    await expect(call()).rejects.toMatchObject(refused);
    await set({ kind: 'bearer', token: 'y' });
    await call();
    const path = upstream.url.replace('/mcp', '/other');
    await get(Servers).change(hr, id, { address: { transport: 'http', url: path }, reason });
    await call();
    expect(last(upstream).headers.authorization).toBe('Bearer y');
    const thief = await startScripted();
    open.push(thief);
    await get(Servers).change(hr, id, { address: { transport: 'http', url: thief.url }, reason });
    await expect(call()).rejects.toMatchObject({ ...refused, detail: 'it was for another address' });
    expect(thief.heard).toEqual([]);
  });

  it('is not shown a secret that was moved to another row or audience by hand [upstream.credential.bound]', async () => {
    const { set, call, id, upstream } = await registered();
    await set({ kind: 'bearer', token: 'x' });
    const thief = await startScripted();
    open.push(thief);
    const fresh = async (detail: string): Promise<void> => {
      const surroundings = surroundingsOf(world.database.url, { clock: world.clock });
      const app = await openContext(surroundings, CatalogSyncModule, FenceReplicaModule);
      try {
        await expect(call(app.get(Upstreams))).rejects.toMatchObject({ ...refused, detail });
      } finally {
        await app.close();
      }
    };
    await world.write((tx) => tx.query('UPDATE mcp_server SET url = $1 WHERE id = $2', [thief.url, id]));
    await fresh('it was for another address');
    const { origin } = new URL(thief.url);
    await world.write((tx) =>
      tx.query('UPDATE server_credential SET audience = $1 WHERE server_id = $2', [origin, id]),
    );
    await fresh('it cannot be opened');
    expect(thief.heard).toEqual([]);
    expect(upstream.heard).toEqual([]);
  });
});

describe('OAuth client credentials', () => {
  const client = { kind: 'oauth', clientId: 'surety', method: 'client_secret_basic', clientSecret: 's&cret' } as const;

  it('fetch one token for all who wait, for this very server, and keep it [upstream.oauth.cached]', async () => {
    const tokens = await startTokens();
    const { upstream, set, call } = await registered();
    await set({ ...client, tokenUrl: tokens.tokenUrl, scope: 'a b' });
    await Promise.all([call(), call(), call()]);
    await call();
    const basic = `Basic ${Buffer.from('surety:s%26cret').toString('base64')}`;
    const form = { grant_type: 'client_credentials', resource: upstream.url, scope: 'a b' };
    expect(tokens.asked).toEqual([{ authorization: basic, form }]);
    expect(upstream.heard.every(({ headers }) => headers.authorization === 'Bearer t1')).toBe(true);
  });

  it('fetch another one for another address of the same origin [upstream.oauth.resource]', async () => {
    const tokens = await startTokens();
    const { upstream, set, call, id } = await registered();
    await set({ ...client, tokenUrl: tokens.tokenUrl });
    await call();
    const url = upstream.url.replace('/mcp', '/other');
    await get(Servers).change(hr, id, { address: { transport: 'http', url }, reason });
    await call();
    expect(tokens.asked.map(({ form }) => form['resource'])).toEqual([upstream.url, url]);
    expect(last(upstream).headers.authorization).toBe('Bearer t2');
  });

  it('fetch another one before it ends, while the old one is used [upstream.oauth.refreshed]', async () => {
    const tokens = await startTokens(1);
    const { upstream, set, call } = await registered();
    await set({ ...client, tokenUrl: tokens.tokenUrl });
    await call();
    await new Promise((resolve) => setTimeout(resolve, 820));
    await call();
    expect(last(upstream).headers.authorization).toBe('Bearer t1');
    await expect.poll(() => tokens.asked.length).toBe(2);
    await expect.poll(async () => call().then(() => last(upstream).headers.authorization)).toBe('Bearer t2');
  });

  it('fetch another one once when it is refused, and judge the call again before it goes out [upstream.oauth.refetched]', async () => {
    const tokens = await startTokens();
    const { upstream, set, call, id } = await registered();
    await set({ ...client, tokenUrl: tokens.tokenUrl });
    await call();
    upstream.script = ({ method }, outgoing, { headers }) => {
      if (method !== 'tools/call' || headers.authorization !== 'Bearer t1') return false;
      return outgoing.writeHead(401, { 'www-authenticate': 'Bearer resource_metadata="https://elsewhere"' }).end('no');
    };
    let judged = 0;
    const beforeWrite = (): void => void (judged += 1);
    await get(Upstreams).request(id, 'tools/call', { name: 'do' }, { beforeWrite });
    expect([last(upstream).headers.authorization, judged, tokens.asked.length]).toEqual(['Bearer t2', 2, 2]);
    upstream.script = (_, outgoing) => outgoing.writeHead(401).end('sentinel');
    await expect(call()).rejects.toMatchObject({ code: 'upstream.denied', detail: 'it answers with status 401' });
    const [begun, before] = [performance.now(), tokens.asked.length];
    for (let time = 0; time < 12; time++) await call().catch(() => undefined);
    const seconds = Math.ceil((performance.now() - begun) / 1000);
    expect(tokens.asked.length - before).toBeLessThanOrEqual(seconds + 1);
  });

  it('are proved by a key, and what refuses them says only its code [upstream.oauth.private-key]', async () => {
    const tokens = await startTokens();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { set, call, upstream } = await registered();
    const { clientSecret: _, ...rest } = client;
    await set({
      ...rest,
      method: 'private_key_jwt',
      privateKey: pem,
      keyId: 'k1',
      tokenUrl: tokens.tokenUrl,
      audience: 'https://issuer',
    });
    await call();
    const { client_assertion: assertion = '', client_assertion_type: type } = tokens.asked[0]!.form;
    expect(type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'ES256', kid: 'k1' });
    expect(decodeJwt(assertion)).toMatchObject({ iss: 'surety', sub: 'surety', aud: 'https://issuer' });
    const refused = await registered();
    tokens.status = 401;
    await refused.set({ ...client, tokenUrl: tokens.tokenUrl });
    const fault = await refused.call().catch((thrown: unknown) => thrown as Error);
    expect(fault).toMatchObject({ code: 'upstream.denied' });
    expect((fault as Error).message).not.toContain('sentinel');
    expect(refused.upstream.heard).toEqual([]);
    expect(upstream.heard.length).toBeGreaterThan(0);
  });
});

describe('a certificate of ours', () => {
  const made = certificates();
  afterAll(() => made.drop());

  it('is shown in TLS, and another one over new connections after it was rotated [upstream.mtls]', async () => {
    const ca = made.authority('authority');
    const server = made.issued('authority', 'server', '/CN=server', 'IP:127.0.0.1');
    const [first, second] = ['first', 'second'].map((name) =>
      made.issued('authority', name, `/CN=${name}`, `DNS:${name}`),
    );
    const { upstream, set, call, id, owner } = await registered({ ...server, ca: ca.cert, requestCert: true });
    await expect(call()).rejects.toMatchObject({ code: 'upstream.unavailable' }); // nobody knows that authority
    const { id: credentialId, shown } = await set({ kind: 'mtls', ...first!, ca: ca.cert });
    expect(shown).toMatchObject({ subject: 'CN=first' });
    await expect
      .poll(() =>
        call().then(
          () => last(upstream).certificate,
          () => null,
        ),
      )
      .toBe('first');
    const secret: Secret = { kind: 'mtls', ...second!, ca: ca.cert };
    await get(Credentials).rotate(hr, id, credentialId, { secret, ownerId: owner.id, reason });
    await call();
    expect(last(upstream).certificate).toBe('second');
    const mixed: Secret = { kind: 'mtls', cert: first!.cert, key: second!.key };
    const rotating = get(Credentials).rotate(hr, id, credentialId, { secret: mixed, ownerId: owner.id, reason });
    await expect(rotating).rejects.toThrow('the key is not that of the certificate');
  });
});

describe('at the API', () => {
  it('a secret is set, rotated and removed by an administrator with a fresh sign-in, and no answer tells it [upstream.credential.api]', async () => {
    const api = await openApi();
    try {
      const { admin } = api;
      const url = 'http://127.0.0.1:1/mcp';
      const { id } = (await admin.as('POST', '/api/v1/servers', { name: 'files', transport: 'http', url })).json<{
        id: string;
      }>();
      const path = `/api/v1/servers/${id}/credentials`;
      const given = (token: string) => ({ secret: { kind: 'bearer', token }, reason: 'test' });
      const set = await admin.as('POST', path, given('sentinel-one'));
      expect([set.statusCode, set.json<object>()]).toMatchObject([
        201,
        { kind: 'bearer', ownerId: admin.personId, revision: 1 },
      ]);
      const { id: credentialId } = set.json<{ id: string }>();
      const answers = [
        set,
        await admin.as('POST', path, given('sentinel-two')),
        await admin.as('POST', path, { ...given('sentinel three'), extra: 'sentinel' }),
        await admin.as('POST', `${path}/${credentialId}/rotate`, given('sentinel-four')),
        await admin.as('GET', path),
        await admin.as('GET', '/api/v1/servers'),
        await admin.as('POST', `${path}/${credentialId}/remove`, { reason: 'test' }),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 409, 400, 200, 200, 200, 200]);
      expect(answers.map(({ body }) => body).join()).not.toContain('sentinel');
      const elsewhere = await admin.as('POST', `/api/v1/servers/${newId()}/credentials/${credentialId}/remove`, {
        reason: 'x',
      });
      expect(elsewhere.statusCode).toBe(404);
    } finally {
      await api.close();
    }
  });
});

describe('to a client', () => {
  it('a refusal of us is an error of its own, without the challenge and the words of the upstream [upstream.denied.kept]', async () => {
    const upstream = await startScripted();
    const gateway = await openGateway([{ name: 'files', url: upstream.url }]);
    open.push({ stop: () => gateway.close() }, upstream);
    upstream.script = ({ id, method }, outgoing) => {
      if (method !== 'tools/list') return false;
      return answer(outgoing, id, { tools: [{ name: 'read', inputSchema: { type: 'object' } }] });
    };
    await gateway.discover('files');
    gateway.facts.allow('files read');
    for (const status of [401, 403]) {
      const challenge = { 'www-authenticate': 'Bearer realm="sentinel"', 'set-cookie': 'sentinel=1' };
      upstream.script = (_, outgoing) => outgoing.writeHead(status, challenge).end('sentinel');
      const params = { name: 'files__read', arguments: {} };
      const said = await fetch(gateway.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${BEARER}`, 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      });
      const text = await said.text();
      expect([said.status, JSON.parse(text) as unknown]).toMatchObject([200, { error: { code: -31502 } }]);
      expect(text + JSON.stringify([...said.headers])).not.toContain('sentinel');
    }
    expect(gateway.facts.outcomes.map(({ status }) => status)).toEqual([
      'upstream_unavailable',
      'upstream_unavailable',
    ]);
    expect(upstream.heard.some(({ headers }) => JSON.stringify(headers).includes(BEARER))).toBe(false);
  });
});
