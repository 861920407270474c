import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { SignJWT, UnsecuredJWT, base64url } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bootstrap } from '@app/auth';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { ProviderTimes } from '@app/lifecycle';
import { SignalPoller, signalsOf } from '@app/signals';
import { McpAgent } from '../../apps/cli/src/demo/mcp-agent.js';
import { ScimClient } from '../../apps/cli/src/demo/scim-client.js';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';
import { type EchoUpstream, startEchoUpstream } from '../bench/support/echo-upstream.js';
import { newKey, startTransmitter } from '../support/transmitter.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
const AUDIENCE = 'https://surety.test';
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';
const SCIM = 'urn:ietf:params:scim:event:prov:';
const revoked = `${CAEP}session-revoked`;

let house: Awaited<ReturnType<typeof openWholeHouse>>;
let idp: Awaited<ReturnType<typeof startTransmitter>>;
let echo: EchoUpstream;
let admin: WebClient;
let ground: { sourceId: string; scim: ScimClient; groupId: string; toolId: string };

beforeAll(async () => {
  [house, idp, echo] = await Promise.all([openWholeHouse(), startTransmitter(), startEchoUpstream()]);
  admin = await WebClient.signIn((await house.app.get(Bootstrap).admin('root@example.com')).link);
  const { source, token } = await admin.post<{ source: { id: string }; token: string }>('/api/v1/sources', {
    name: 'IdP',
    dialect: 'lenient',
  });
  const scim = new ScimClient(house.url, token);
  const transport = { transport: 'http', url: echo.url };
  const server = await admin.post<{ id: string }>('/api/v1/servers', { name: 'echo', ...transport });
  const [tool] = await admin.post<{ id: string }[]>(`/api/v1/servers/${server.id}/sync`);
  const profile = await admin.post<{ id: string }>('/api/v1/profiles', { name: 'Callers' });
  const toolId = tool!.id;
  await admin.post(`/api/v1/profiles/${profile.id}/grants`, { toolId, effect: 'allow', condition: null });
  const group = await scim.create('Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Callers',
  });
  await admin.post(`/api/v1/profiles/${profile.id}/assignments`, { groupId: group.id });
  ground = { sourceId: source.id, scim, groupId: group.id, toolId };
});
afterAll(async () => {
  await house.close();
  await Promise.all([idp.close(), echo.close()]);
});
afterEach(() => {
  vi.restoreAllMocks();
  idp.waiting.clear();
  idp.polls.length = 0;
  idp.broken = undefined;
});

const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
const sql = <Row>(text: string, values: unknown[] = []) =>
  house.app.get(Db).read(operator, (tx) => tx.query<Row[]>(text, values));

type Person = { id: string; externalId: string; userName: string };

async function aPerson(scim = ground.scim, over: object = {}): Promise<Person> {
  const [externalId, userName] = [`emp-${newId()}`, `${newId()}@example.com`];
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const wanted = { schemas, externalId, userName, displayName: 'Ada', active: true, ...over };
  return { ...(await scim.create('Users', wanted)), externalId, userName };
}

/** Somebody whose agent may call `echo`, a token of that agent, and whether a call with it goes through. */
async function anOwner() {
  const person = await aPerson();
  await ground.scim.patch('Groups', ground.groupId, [{ op: 'add', path: 'members', value: [{ value: person.id }] }]);
  const { link } = await admin.post<{ link: string }>(`/api/v1/people/${person.id}/sign-in-links`);
  const browser = await WebClient.signIn(link);
  const { id } = await browser.post<{ id: string }>('/api/v1/agents', {
    name: `agent ${newId()}`,
    kind: 'autonomous',
    purpose: 'tests',
    expiresAt: days(90),
    nextReviewAt: days(30),
  });
  const { toolId } = ground;
  await browser.post(`/api/v1/agents/${id}/grants`, { toolId, effect: 'allow', condition: null });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await browser.post(`/api/v1/agents/${id}/keys`, { jwk: publicKey.export({ format: 'jwk' }), expiresAt: days(60) });
  await browser.post(`/api/v1/agents/${id}/activate`);
  const agent = new McpAgent(house.url, id, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const token = await agent.token();
  const calls = async (by = token) => (await agent.bareCallResult(by, 'echo__echo', { token: newId() })).admitted;
  const isSignedIn = async () => (await browser.send('GET', '/api/v1/session')).status === 200;
  return { person, agent, token, calls, isSignedIn };
}

type Stream = { id: string; endpoint: string; token: string };

async function aStream(over: object = {}): Promise<Stream> {
  const wanted = { sourceId: ground.sourceId, issuer: idp.base, audience: AUDIENCE, delivery: 'push', ...over };
  const { stream, endpoint, token } = await admin.post<{ stream: { id: string }; endpoint: string; token: string }>(
    '/api/v1/signal-streams',
    wanted,
  );
  return { id: stream.id, endpoint, token };
}
const aPolledStream = (over: object = {}) =>
  aStream({ delivery: 'poll', pollUrl: `${idp.base}/poll`, authorization: idp.authorization, ...over });

async function push({ endpoint, token }: Stream, set: string, headers: Record<string, string> = {}) {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/secevent+jwt', ...headers },
    body: set,
  });
  const text = await answer.text();
  const said = text === '' ? undefined : (JSON.parse(text) as { err: string; description: string });
  return { status: answer.status, text, err: said?.err, description: said?.description, headers: answer.headers };
}
const accepted = async (stream: Stream, set: string | Promise<string>) => {
  const { status, text } = await push(stream, await set);
  expect([status, text]).toEqual([202, '']);
};

const who = ({ externalId }: Person) => ({ format: 'iss_sub', iss: idp.base, sub: externalId });
const event = (person: Person, type: string, payload: object = {}, claims: object = {}) =>
  idp.sign({ sub_id: who(person), events: { [type]: payload }, ...claims });

const effects = async (personId: string) =>
  (await house.app.get(Db).read(operator, (tx) => signalsOf(tx, personId))).map(({ effect }) => effect);
const lastOf = async ({ id }: Stream) =>
  (
    await admin.get<{ effects: { personId: string | null; effect: string }[] }[]>(
      `/api/v1/signal-streams/${id}/signals`,
    )
  )[0];
const standing = async (id: string) =>
  (await sql<{ status: string }>('SELECT status FROM principal WHERE id = $1', [id]))[0]?.status;
type Held = {
  id: string;
  personId: string;
  reference: string;
  awaitingConfirmationSince: string | null;
  events: { type: string }[];
};
const holdsOf = async (person: Person) =>
  (await admin.get<Held[]>('/api/v1/signal-holds')).filter(({ personId }) => personId === person.id);
const sayActive = (person: Person, active = true) =>
  ground.scim.patch('Users', person.id, [{ op: 'replace', path: 'active', value: active }]);
const statusOf = async (stream: Stream) =>
  (await admin.get<{ id: string; health: Record<string, unknown> }[]>('/api/v1/signal-streams')).find(
    ({ id }) => id === stream.id,
  )!.health;

describe('a revoked session', () => {
  it('denies the very next call, and whatever the person and their agents had open [signals.session-revoked]', async () => {
    const { person, agent, calls, isSignedIn } = await anOwner();
    const stream = await aStream();
    expect([await calls(), await isSignedIn()]).toEqual([true, true]);
    await accepted(stream, event(person, revoked, { event_timestamp: Math.floor(Date.now() / 1000) - 5 }));
    expect([await calls(), await isSignedIn()]).toEqual([false, false]);
    await expect(agent.token()).rejects.toThrow('client authentication failed');
    expect([await standing(person.id), await standing(agent.id)]).toEqual(['suspended', 'suspended']);
    const causes = await sql<{ cause: string }>(
      'SELECT cause FROM agent_suspension WHERE agent_id = $1 AND cleared_at IS NULL',
      [agent.id],
    );
    expect(causes).toEqual([{ cause: 'risk' }]);
  });

  it('denies with a hundred calls under way: none that begins after the answer goes through [signals.session-revoked]', async () => {
    const { person, calls } = await anOwner();
    const stream = await aStream();
    let answered = false;
    const after: boolean[] = [];
    const caller = async () => {
      for (let n = 0; n < 40 && after.length < 100; n++) {
        const counts = answered;
        const through = await calls();
        if (counts) after.push(through);
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    await accepted(stream, event(person, revoked));
    answered = true;
    await Promise.all(callers);
    expect(after.length).toBeGreaterThan(20);
    expect(after).not.toContain(true);
  });

  it('of a stream that only ends sessions kills the token and lets the agent start anew [signals.end-sessions]', async () => {
    const { person, agent, calls, isSignedIn } = await anOwner();
    const stream = await aStream({ onSessionRevoked: 'end' });
    await accepted(stream, event(person, revoked));
    expect([await calls(), await isSignedIn()]).toEqual([false, false]);
    expect(await holdsOf(person)).toEqual([]);
    expect(await calls(await agent.token())).toBe(true);
    expect(await effects(person.id)).toEqual(['sessions-ended']);
  });

  it('does not let somebody act whom something else keeps from it [signals.end-sessions]', async () => {
    const { person, agent } = await anOwner();
    await admin.post(`/api/v1/agents/${agent.id}/kill`, { reason: 'incident' });
    await accepted(await aStream({ onSessionRevoked: 'end' }), event(person, revoked));
    expect([await standing(person.id), await standing(agent.id)]).toEqual(['active', 'suspended']);
    await sayActive(person, false);
    await accepted(await aStream({ onSessionRevoked: 'end' }), event(person, revoked));
    expect(await standing(person.id)).toBe('suspended');
    expect(await effects(person.id)).toEqual(['sessions-ended', 'inactive-already']);
  });
});

describe('what denies', () => {
  it.each<[string, string, object]>([
    ['a credential revoked', `${CAEP}credential-change`, { credential_type: 'fido2-roaming', change_type: 'revoke' }],
    ['a credential compromised', `${RISC}credential-compromise`, { credential_type: 'password' }],
    ['risk level high', `${CAEP}risk-level-change`, { principal: 'USER', current_level: 'HIGH' }],
    ['assurance down', `${CAEP}assurance-level-change`, { change_direction: 'decrease' }],
    ['account disabled', `${RISC}account-disabled`, { reason: 'hijacking' }],
    ['account purged', `${RISC}account-purged`, {}],
    ['SCIM deactivated', `${SCIM}deactivate`, {}],
    ['SCIM deleted', `${SCIM}delete`, {}],
  ])('%s holds the person [signals.holds]', async (_, type, payload) => {
    const person = await aPerson();
    await accepted(await aStream(), event(person, type, payload));
    expect(await standing(person.id)).toBe('suspended');
    expect(await effects(person.id)).toEqual(['held']);
  });

  it.each<[string, string, object]>([
    ['a credential created', `${CAEP}credential-change`, { change_type: 'create' }],
    ['risk level low', `${CAEP}risk-level-change`, { current_level: 'LOW' }],
    ['an event of a kind that we do not know', 'urn:example:event', {}],
  ])('%s is recorded and does nothing [signals.ignored]', async (_, type, payload) => {
    const person = await aPerson();
    const stream = await aStream();
    await accepted(stream, event(person, type, payload));
    expect(await standing(person.id)).toBe('active');
    expect((await lastOf(stream))?.effects).toMatchObject([{ eventType: type, personId: null, effect: 'ignored' }]);
  });

  it('holds again what was said to be well, and each ground stands by itself [signals.holds]', async () => {
    const person = await aPerson();
    const stream = await aStream();
    const at = Math.floor(Date.now() / 1000) - 100;
    const happened = (type: string, seconds: number) => event(person, type, { event_timestamp: at + seconds });
    await accepted(stream, happened(`${RISC}account-disabled`, 0));
    await accepted(stream, happened(revoked, 1));
    await accepted(stream, happened(`${RISC}account-enabled`, 2));
    await accepted(stream, happened(`${RISC}account-disabled`, 3));
    await sayActive(person);
    expect(await standing(person.id)).toBe('suspended');
    const waiting = (await holdsOf(person)).map(({ reference, awaitingConfirmationSince: since }) => [
      reference.split('/').at(-1),
      since !== null,
    ]);
    expect(waiting).toEqual([
      ['account', false],
      ['session', false],
    ]);
    expect(await effects(person.id)).toEqual(['held', 'held', 'awaiting-confirmation', 'held-already']);
    expect((await holdsOf(person)).map(({ events }) => events.length)).toEqual([2, 1]);
  });
});

describe('what a signal cannot do', () => {
  it('let anybody act: enabling waits for the SCIM write [signals.never-activates]', async () => {
    const { person, agent, token, calls } = await anOwner();
    const stream = await aStream();
    await accepted(stream, event(person, `${RISC}account-disabled`));
    await accepted(stream, event(person, `${RISC}account-enabled`));
    expect(await standing(person.id)).toBe('suspended');
    await ground.scim.patch('Users', person.id, [{ op: 'replace', path: 'title', value: 'Head' }]);
    expect(await standing(person.id)).toBe('suspended');
    await sayActive(person);
    expect([await standing(person.id), await standing(agent.id)]).toEqual(['active', 'active']);
    expect([await calls(token), await calls(await agent.token())]).toEqual([false, true]);
  });

  it('let anybody act: a SCIM write alone does not release what a signal holds [signals.never-activates]', async () => {
    const person = await aPerson();
    await accepted(await aStream(), event(person, revoked));
    await sayActive(person);
    expect(await standing(person.id)).toBe('suspended');
  });

  it('take back what was said later, when it comes late [signals.order]', async () => {
    const person = await aPerson();
    const stream = await aStream();
    const at = Math.floor(Date.now() / 1000);
    await accepted(stream, event(person, `${RISC}account-disabled`, { event_timestamp: at - 10 }));
    await accepted(stream, event(person, `${RISC}account-enabled`, { event_timestamp: at - 20 }));
    await sayActive(person);
    expect(await standing(person.id)).toBe('suspended');
  });

  it('ease anything by an address that several have, or that is no name [signals.subject.ease]', async () => {
    const email = `${newId()}@example.com`;
    const person = await aPerson(ground.scim, { emails: [{ value: email, primary: true }] });
    const stream = await aStream();
    await accepted(stream, event(person, `${RISC}account-disabled`));
    const enabled = { events: { [`${RISC}account-enabled`]: {} } };
    await accepted(stream, idp.sign({ sub_id: { format: 'email', email }, ...enabled }));
    expect((await lastOf(stream))?.effects).toMatchObject([{ effect: 'subject-unknown' }]);
    const aliases = { format: 'aliases', identifiers: [who(person), who(await aPerson())] };
    await accepted(stream, idp.sign({ sub_id: aliases, ...enabled }));
    expect((await lastOf(stream))?.effects).toMatchObject([{ effect: 'subject-unknown' }]);
    await accepted(stream, idp.sign({ sub_id: { format: 'email', email: person.userName }, ...enabled }));
    expect((await lastOf(stream))?.effects).toMatchObject([{ effect: 'awaiting-confirmation' }]);
  });

  it.each(['activate', 'create:full', 'patch:notice'])(
    'do the write itself: prov:%s says that one is to be expected [signals.scim-expected]',
    async (name) => {
      const person = await aPerson();
      await sayActive(person, false);
      await accepted(await aStream(), event(person, `${SCIM}${name}`, { data: { active: true } }));
      expect([await standing(person.id), await effects(person.id)]).toEqual(['suspended', ['scim-expected']]);
    },
  );

  it('reach beyond the source: a deactivation by SCIM event holds until the SCIM write says otherwise [signals.provisional]', async () => {
    const person = await aPerson();
    const subject = { format: 'scim', uri: `/Users/${person.id}`, externalId: person.externalId };
    await accepted(await aStream(), idp.sign({ sub_id: subject, txn: newId(), events: { [`${SCIM}deactivate`]: {} } }));
    expect(await standing(person.id)).toBe('suspended');
    await sayActive(person);
    expect(await standing(person.id)).toBe('active');
  });

  it('say more than the source did: of somebody inactive nothing is left to deny [signals.holds]', async () => {
    const person = await aPerson();
    await sayActive(person, false);
    await accepted(await aStream(), event(person, `${RISC}account-disabled`));
    expect([await holdsOf(person), await effects(person.id)]).toEqual([[], ['inactive-already']]);
    await sayActive(person);
    expect(await standing(person.id)).toBe('active');
  });
});

describe('an administrator', () => {
  it('releases a hold with a reason, and only that one [signals.release]', async () => {
    const { person, agent, calls } = await anOwner();
    const stream = await aStream();
    await accepted(stream, event(person, revoked));
    await accepted(stream, event(person, `${CAEP}risk-level-change`, { current_level: 'HIGH' }));
    const [first, second] = await holdsOf(person);
    const release = (hold: Held | undefined, reason: string) =>
      admin.send('POST', `/api/v1/people/${person.id}/holds/${hold?.id}/release`, { reason });
    expect((await release(first, ' ')).status).toBe(400);
    expect((await release(first, 'talked to them')).status).toBe(204);
    expect(await standing(person.id)).toBe('suspended');
    expect((await release(second, 'talked to them')).status).toBe(204);
    expect((await release(second, 'again')).status).toBe(404);
    expect([first, second].map((hold) => hold?.events.map(({ type }) => type))).toEqual([
      [revoked],
      [`${CAEP}risk-level-change`],
    ]);
    expect(await standing(person.id)).toBe('active');
    expect([await calls(), await calls(await agent.token())]).toEqual([false, true]);
    const told = await sql<{ type: string }>(
      `SELECT type FROM ledger_pending WHERE subject = $1 UNION ALL SELECT type FROM ledger_entry WHERE subject = $1`,
      [person.id],
    );
    expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(['person.held', 'person.released']));
  });

  it('sees how a stream fares: signals, refusals, verification, what the transmitter says of it [signals.status]', async () => {
    const stream = await aStream();
    expect(await statusOf(stream)).toMatchObject({ lastSignalAt: null, signals: 0, refused: 0, verifiedAt: null });
    const opaque = { format: 'opaque', id: 'their-stream' };
    await accepted(stream, idp.sign({ sub_id: opaque, events: { [`${SSF}verification`]: { state: 'VGhpcyBpcw' } } }));
    await accepted(stream, idp.sign({ sub_id: opaque, events: { [`${SSF}stream-updated`]: { status: 'paused' } } }));
    await push(stream, 'nonsense');
    expect(await statusOf(stream)).toMatchObject({
      lastSignalAt: expect.any(String),
      signals: 2,
      refused: 1,
      lastError: 'signal.malformed',
      verifiedAt: expect.any(String),
      verificationState: 'VGhpcyBpcw',
      transmitterStatus: 'paused',
    });
  });

  it('finds a transmitter by its name alone, and only under that name [signals.discovery]', async () => {
    const found = await admin.post('/api/v1/signal-streams/discover', { issuer: idp.base });
    expect(found).toEqual({
      issuer: idp.base,
      jwksUrl: `${idp.base}/jwks`,
      deliveries: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
    });
    const discover = async () =>
      (await admin.send('POST', '/api/v1/signal-streams/discover', { issuer: idp.base })).status;
    for (const wrong of [
      { issuer: 'https://evil.example.com' },
      { jwks_uri: 'http://10.0.0.1/jwks' },
      { jwks_uri: 7 },
    ]) {
      idp.configuration = wrong;
      expect(await discover()).toBe(400);
    }
    idp.configuration = {};
    expect((await admin.send('POST', '/api/v1/signal-streams/discover', { issuer: 'http://10.0.0.1' })).status).toBe(
      400,
    );
  });

  it.each<[string, object]>([
    ['a source that is not there', { sourceId: newId() }],
    ['a poll address that is not called', { delivery: 'poll', pollUrl: 'http://10.0.0.1/', authorization: 'x' }],
    ['a header that would be two', { delivery: 'poll', pollUrl: 'https://a.example/', authorization: 'a\r\nx: b' }],
    ['keys at an address that is not called', { jwksUrl: 'http://169.254.169.254/jwks' }],
    ['a secret key', { jwks: [{ kty: 'oct', k: 'c2VjcmV0' }] }],
    ['a private key', { jwks: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' }] }],
    ['keys twice', { jwksUrl: 'https://a.example/jwks', jwks: [{ kty: 'EC' }] }],
    ['an unknown member', { force: true }],
  ])('cannot add a stream with %s [signals.streams]', async (_, over) => {
    const wanted = { sourceId: ground.sourceId, issuer: idp.base, audience: AUDIENCE, delivery: 'push', ...over };
    expect((await admin.send('POST', '/api/v1/signal-streams', wanted)).status).toBeGreaterThanOrEqual(400);
    expect((await admin.send('POST', '/api/v1/signal-streams', wanted)).status).toBeLessThan(500);
  });

  it('sees neither token hash nor credential again [signals.secrets]', async () => {
    const push = await aStream();
    const polled = await aPolledStream();
    const shown = JSON.stringify(await admin.get('/api/v1/signal-streams'));
    expect(shown).not.toContain(push.token);
    expect(shown).not.toContain('poll-secret');
    expect(shown).not.toMatch(/hash|sealed/i);
    const kept = JSON.stringify(await sql('SELECT * FROM signal_stream'));
    expect(kept).not.toContain('poll-secret');
    const entries = JSON.stringify(
      await sql(`SELECT entry FROM ledger_pending UNION ALL SELECT entry FROM ledger_entry`),
    );
    expect(entries).not.toContain('poll-secret');
    expect(entries).not.toContain(push.token);
    await admin.send('DELETE', `/api/v1/signal-streams/${polled.id}`);
  });
});

describe('a pushed token', () => {
  const victim = () => aPerson();
  const untouched = async (person: Person, stream: Stream) => {
    expect(await standing(person.id)).toBe('active');
    expect(await sql('SELECT 1 FROM signal WHERE stream_id = $1', [stream.id])).toEqual([]);
  };
  type Forge = (person: Person) => Promise<string> | string;
  const now = () => Math.floor(Date.now() / 1000);

  it.each<[string, string, Forge]>([
    [
      'a forged signature',
      'invalid_key',
      async (p) => {
        const [head, payload] = (await event(p, revoked)).split('.');
        return `${head}.${payload}.${base64url.encode(Buffer.alloc(64, 1))}`;
      },
    ],
    [
      'a payload changed after signing',
      'invalid_key',
      async (p) => {
        const [head, , signature] = (await event(await victim(), revoked)).split('.');
        const other = (await event(p, revoked)).split('.')[1];
        return `${head}.${other}.${signature}`;
      },
    ],
    [
      'the kid of a good key and the signature of another',
      'invalid_key',
      async (p) =>
        idp.sign({ sub_id: who(p), events: { [revoked]: {} } }, { signer: await newKey(), kid: idp.key.kid }),
    ],
    [
      'no signature (alg none)',
      'invalid_key',
      (p) =>
        new UnsecuredJWT({
          iss: idp.base,
          aud: AUDIENCE,
          jti: newId(),
          iat: now(),
          sub_id: who(p),
          events: { [revoked]: {} },
        }).encode(),
    ],
    [
      'the public key as a secret (HS256)',
      'invalid_key',
      (p) =>
        new SignJWT({
          iss: idp.base,
          aud: AUDIENCE,
          jti: newId(),
          iat: now(),
          sub_id: who(p),
          events: { [revoked]: {} },
        })
          .setProtectedHeader({ alg: 'HS256', kid: idp.key.kid, typ: 'secevent+jwt' })
          .sign(Buffer.from(JSON.stringify(idp.key.jwk))),
    ],
    ['another audience', 'invalid_audience', (p) => event(p, revoked, {}, { aud: 'https://other.example.com' })],
    ['no audience', 'invalid_audience', (p) => event(p, revoked, {}, { aud: undefined })],
    ['another issuer', 'invalid_issuer', (p) => event(p, revoked, {}, { iss: 'https://other.example.com' })],
    [
      'an access token’s typ',
      'invalid_request',
      (p) => idp.sign({ sub_id: who(p), events: { [revoked]: {} } }, { typ: 'at+jwt' }),
    ],
    ['typ JWT', 'invalid_request', (p) => idp.sign({ sub_id: who(p), events: { [revoked]: {} } }, { typ: 'JWT' })],
    ['a time too long ago', 'invalid_request', (p) => event(p, revoked, {}, { iat: now() - 8 * 86_400 })],
    ['a time to come', 'invalid_request', (p) => event(p, revoked, {}, { iat: now() + 600 })],
    ['no time', 'invalid_request', (p) => event(p, revoked, {}, { iat: undefined })],
    ['no jti', 'invalid_request', (p) => event(p, revoked, {}, { jti: undefined })],
    ['no events', 'invalid_request', (p) => idp.sign({ sub_id: who(p) })],
    ['no JWT at all', 'invalid_request', () => 'not.a.jwt'],
    ['nothing', 'invalid_request', () => ''],
    ['five parts (encrypted)', 'invalid_request', () => 'a.b.c.d.e'],
    ['more than 64 KiB', 'invalid_request', (p) => event(p, revoked, { reason_admin: { en: 'x'.repeat(70_000) } })],
  ])('with %s is refused: %s [signals.set.refused]', async (_, err, forge) => {
    const [person, stream] = [await victim(), await aStream()];
    await accepted(await aStream(), event(await victim(), revoked)); // the same transmitter is believed
    const answer = await push(stream, await forge(person));
    expect([answer.status, answer.err]).toEqual([400, err]);
    expect(answer.description).not.toBe('');
    await untouched(person, stream);
  });

  it('signed by an unknown key is refused; the keys are read again at most once a minute [signals.set.unknown-key]', async () => {
    const [person, stream, stranger] = [await victim(), await aStream(), await newKey()];
    const before = idp.keysRead;
    const by = (signer = stranger) => idp.sign({ sub_id: who(person), events: { [revoked]: {} } }, { signer });
    expect(await push(stream, await by())).toMatchObject({ status: 400, err: 'invalid_key' });
    for (let n = 0; n < 5; n++) {
      const { status, headers } = await push(stream, await by(await newKey()));
      expect([status, headers.get('retry-after')]).toEqual([503, '30']); // nothing is decided, so it is to be sent again
    }
    expect(idp.keysRead).toBe(before + 1);
    await untouched(person, stream);
    idp.keys.push(stranger.jwk);
    const rotated = await by();
    const later = Date.now() + 61_000;
    vi.spyOn(Date, 'now').mockImplementation(() => later);
    expect((await push(stream, rotated)).status).toBe(202);
    idp.keys.pop();
    expect(idp.keysRead).toBe(before + 2);
  });

  it('is refused on a paused stream, and accepted when it goes on [signals.streams]', async () => {
    const [person, stream] = [await victim(), await aStream()];
    const set = await event(person, revoked);
    expect(await admin.post(`/api/v1/signal-streams/${stream.id}/pause`)).toMatchObject({ state: 'paused' });
    expect(await push(stream, set)).toMatchObject({ status: 400, err: 'access_denied' });
    await untouched(person, stream);
    await admin.post(`/api/v1/signal-streams/${stream.id}/resume`);
    await accepted(stream, set);
    expect(await standing(person.id)).toBe('suspended');
  });

  it('is refused without the bearer of that very stream [signals.bearer]', async () => {
    const [person, stream, other] = [await victim(), await aStream(), await aStream()];
    const set = await event(person, revoked);
    for (const authorization of [
      '',
      'Bearer ',
      `Bearer ${other.token}`,
      `Bearer ${stream.token}x`,
      `Basic ${stream.token}`,
    ]) {
      const answer = await push(stream, set, { authorization });
      expect([answer.status, answer.err]).toEqual([401, 'authentication_failed']);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    const { token } = await admin.post<{ token: string }>(`/api/v1/signal-streams/${stream.id}/token`);
    expect((await push(stream, set)).status).toBe(401);
    await untouched(person, stream);
    expect((await admin.send('DELETE', `/api/v1/signal-streams/${other.id}`)).status).toBe(204);
    expect((await push(other, set)).status).toBe(401);
    const nobody = { ...stream, endpoint: `${house.url}/ssf/streams/${newId()}/events` };
    expect((await push(nobody, set)).status).toBe(401);
    await accepted({ ...stream, token }, set);
  });

  it('must say that it is one [signals.media-type]', async () => {
    const [person, stream] = [await victim(), await aStream()];
    const set = await event(person, revoked);
    for (const type of ['application/json', 'application/jwt', 'text/plain']) {
      const body = type === 'application/json' ? JSON.stringify(set) : set;
      expect(await push(stream, body, { 'content-type': type })).toMatchObject({ status: 400, err: 'invalid_request' });
    }
    await untouched(person, stream);
    expect((await push(stream, set, { 'content-type': 'application/secevent+jwt; charset=utf-8' })).status).toBe(202);
  });

  it('sent again is acknowledged without a second effect; another one under its jti is refused [signals.replay]', async () => {
    const [person, other, stream] = [await victim(), await victim(), await aStream()];
    const jti = newId();
    const set = await event(person, revoked, {}, { jti });
    const answers = await Promise.all(Array.from({ length: 10 }, () => push(stream, set)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    const [hold] = await holdsOf(person);
    await admin.post(`/api/v1/people/${person.id}/holds/${hold!.id}/release`, { reason: 'seen' });
    await accepted(stream, set);
    expect([await standing(person.id), await effects(person.id)]).toEqual(['active', ['held']]);
    const forged = await event(other, revoked, {}, { jti });
    expect(await push(stream, forged)).toMatchObject({ status: 400, err: 'invalid_request' });
    expect(await standing(other.id)).toBe('active');
    await accepted(await aStream(), forged); // a jti is its stream's own
  });

  it('that is refused is recorded once, however often it is sent [signals.refused.recorded]', async () => {
    const stream = await aStream();
    for (let n = 0; n < 3; n++) await push(stream, 'not.a.jwt');
    const told = await sql<{ entry: string }>(
      `SELECT entry FROM ledger_pending WHERE subject = $1 AND type = 'signal.refused' UNION ALL
       SELECT entry FROM ledger_entry WHERE subject = $1 AND type = 'signal.refused'`,
      [stream.id],
    );
    expect(told).toHaveLength(1);
    expect(told[0]!.entry).toContain('signal.malformed');
    expect(await statusOf(stream)).toMatchObject({ refused: 3 });
  });
});

describe('the subject', () => {
  it.each<[string, (person: Person) => object]>([
    ['iss_sub by externalId', who],
    ['iss_sub by userName', ({ userName: sub }) => ({ format: 'iss_sub', iss: idp.base, sub })],
    ['opaque', ({ externalId: id }) => ({ format: 'opaque', id })],
    ['email as userName, in another case', ({ userName }) => ({ format: 'email', email: userName.toUpperCase() })],
    ['account', ({ userName }) => ({ format: 'account', uri: `acct:${userName}` })],
    ['scim by externalId', ({ externalId }) => ({ format: 'scim', externalId, uri: '/Users/theirs' })],
    ['scim by our id', ({ id }) => ({ format: 'scim', uri: `/Users/${id}` })],
    ['scim by their id, which is our externalId', ({ externalId: id }) => ({ format: 'scim', id })],
    ['complex', (person) => ({ format: 'complex', user: who(person), session: { format: 'opaque', id: 's' } })],
    [
      'aliases',
      (person) => ({ format: 'aliases', identifiers: [{ format: 'phone_number', phone_number: '+1' }, who(person)] }),
    ],
  ])('is found as %s [signals.subject]', async (_, subject) => {
    const person = await aPerson();
    await accepted(await aStream(), idp.sign({ sub_id: subject(person), events: { [revoked]: {} } }));
    expect(await standing(person.id)).toBe('suspended');
  });

  it('is found within the event, as Okta and early drafts have it [signals.subject]', async () => {
    const person = await aPerson();
    await accepted(await aStream(), idp.sign({ events: { [revoked]: { subject: { user: who(person) } } } }));
    expect(await standing(person.id)).toBe('suspended');
  });

  it('of several candidates denies each [signals.subject.several]', async () => {
    const email = `${newId()}@example.com`;
    const emails = [{ value: email, type: 'work', primary: true }];
    const people = [await aPerson(ground.scim, { emails }), await aPerson(ground.scim, { emails })];
    const stream = await aStream();
    await accepted(stream, idp.sign({ sub_id: { format: 'email', email }, events: { [revoked]: {} } }));
    expect(await Promise.all(people.map(({ id }) => standing(id)))).toEqual(['suspended', 'suspended']);
    expect((await lastOf(stream))?.effects.map(({ personId }) => personId).toSorted()).toEqual(
      people.map(({ id }) => id).toSorted(),
    );
  });

  it('of several candidates holds all before the fence, so that nobody waits for them there [signals.lock-order]', async () => {
    const email = `${newId()}@example.com`;
    const emails = [{ value: email, type: 'work', primary: true }];
    const people = [await aPerson(ground.scim, { emails }), await aPerson(ground.scim, { emails })];
    const last = people.map(({ id }) => id).toSorted()[1];
    const stream = await aStream();
    const set = await idp.sign({ sub_id: { format: 'email', email }, events: { [revoked]: {} } });
    let answer: Promise<{ status: number }> | undefined;
    await house.app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.held', subject: 'test' });
      await tx.query('SELECT FROM person WHERE id = $1 FOR UPDATE', [last]);
      answer = push(stream, set);
      await pause(300);
      await tx.query('SELECT FROM fence FOR UPDATE NOWAIT');
    });
    expect((await answer)?.status).toBe(202);
    expect(await Promise.all(people.map(({ id }) => standing(id)))).toEqual(['suspended', 'suspended']);
  });

  it('who is unknown, or another source’s, is acknowledged and recorded, with no effect [signals.subject.unknown]', async () => {
    const { token } = await admin.post<{ token: string }>('/api/v1/sources', {
      name: `other ${newId()}`,
      dialect: 'lenient',
    });
    const theirs = await aPerson(new ScimClient(house.url, token));
    const person = await aPerson();
    const stream = await aStream();
    const subjects = [
      who(theirs),
      { format: 'email', email: theirs.userName },
      { format: 'scim', uri: `/Users/${theirs.id}` },
      { ...who(person), iss: 'https://other.example.com' },
      { format: 'opaque', id: newId() },
      { format: 'phone_number', phone_number: '+441632960000' },
      { format: 'complex', session: { format: 'opaque', id: person.externalId } },
    ];
    for (const subject of subjects) {
      await accepted(stream, idp.sign({ sub_id: subject, events: { [revoked]: {} } }));
      expect((await lastOf(stream))?.effects).toMatchObject([{ personId: null, effect: 'subject-unknown' }]);
    }
    expect([await standing(theirs.id), await standing(person.id)]).toEqual(['active', 'active']);
  });

  it('may come from other issuers that the stream names [signals.subject]', async () => {
    const person = await aPerson();
    const iss = 'https://login.example.com/oauth2/default';
    await accepted(
      await aStream({ subjectIssuers: [iss] }),
      idp.sign({ sub_id: { ...who(person), iss }, events: { [revoked]: {} } }),
    );
    expect(await standing(person.id)).toBe('suspended');
  });
});

describe('polling', () => {
  const poll = () => house.app.get(SignalPoller).poll();

  it('takes what waits, and acknowledges it only when it has been committed [signals.poll]', async () => {
    const people = await Promise.all(Array.from({ length: 45 }, () => aPerson()));
    for (const person of people) {
      const jti = newId();
      idp.waiting.set(jti, await event(person, revoked, {}, { jti }));
    }
    const bad = newId();
    idp.waiting.set(bad, await event(people[0]!, revoked, {}, { jti: bad, aud: 'https://other.example.com' }));
    const stream = await aPolledStream();
    await poll();
    expect(await Promise.all(people.map(({ id }) => standing(id)))).toEqual(people.map(() => 'suspended'));
    expect(idp.waiting.size).toBe(0);
    expect(
      idp.polls.map(({ ack, setErrs, maxEvents }) => [ack.length, Object.keys(setErrs).length, maxEvents]),
    ).toEqual([
      [0, 0, 20],
      [20, 0, 20],
      [20, 0, 20],
      [5, 1, 0],
    ]);
    expect(idp.polls.every(({ returnImmediately }) => returnImmediately)).toBe(true);
    expect(idp.polls.at(-1)!.setErrs[bad]).toMatchObject({ err: 'invalid_audience' });
    expect(await statusOf(stream)).toMatchObject({
      signals: 45,
      refused: 1,
      failures: 0,
      polledAt: expect.any(String),
    });
    await admin.send('DELETE', `/api/v1/signal-streams/${stream.id}`);
  });

  it('does not acknowledge what could not be committed, and takes it the next time [signals.poll]', async () => {
    const person = await aPerson();
    const jti = newId();
    idp.waiting.set(jti, await event(person, revoked, {}, { jti }));
    const stream = await aPolledStream();
    vi.spyOn(house.app.get(Db), 'write').mockRejectedValueOnce(new Error('the database went away'));
    await poll();
    expect(idp.waiting.size).toBe(1);
    expect(await standing(person.id)).toBe('active');
    expect(await statusOf(stream)).toMatchObject({ failures: 1, lastError: 'request.failed' });
    await poll(); // it rests
    expect(idp.waiting.size).toBe(1);
    await house.app
      .get(Db)
      .upkeep(operator.tenant, (tx) => tx.query('UPDATE signal_stream_health SET next_poll_at = NULL'));
    await poll();
    expect([idp.waiting.size, await standing(person.id)]).toEqual([0, 'suspended']);
    await admin.send('DELETE', `/api/v1/signal-streams/${stream.id}`);
  });

  it.each<[string, { status: number; body?: string; location?: string }]>([
    ['fails', { status: 500 }],
    ['turns us away', { status: 403, body: '{}' }],
    ['sends us elsewhere', { status: 302, location: 'http://127.0.0.1:1/' }],
    ['talks nonsense', { status: 200, body: 'nonsense' }],
    ['answers in another form', { status: 200, body: '{"sets":[]}' }],
    ['answers without end', { status: 200, body: `{"sets":{"a":"${'x'.repeat(3_000_000)}"}}` }],
  ])('bears a transmitter that %s [signals.poll.failures]', async (_, broken) => {
    const stream = await aPolledStream();
    idp.broken = broken;
    await poll();
    expect(await statusOf(stream)).toMatchObject({ failures: 1, lastError: 'signal.transmitter-unavailable' });
    await admin.send('DELETE', `/api/v1/signal-streams/${stream.id}`);
  });

  it('of a transmitter that does not answer keeps no other waiting [signals.poll.slow]', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const pollUrl = `http://127.0.0.1:${(silent.address() as { port: number }).port}/`;
    const [slow, stream] = [await aPolledStream({ pollUrl }), await aPolledStream()];
    const since = performance.now();
    await poll();
    const person = await aPerson();
    const jti = newId();
    idp.waiting.set(jti, await event(person, revoked, {}, { jti }));
    await poll();
    expect(await standing(person.id)).toBe('suspended');
    expect(performance.now() - since).toBeLessThan(8_000);
    silent.closeAllConnections();
    silent.close();
    for (const { id } of [slow, stream]) await admin.send('DELETE', `/api/v1/signal-streams/${id}`);
  });

  it('asks nothing on behalf of a paused stream, and rests the longer the oftener it fails [signals.poll.failures]', async () => {
    const stream = await aPolledStream();
    await admin.post(`/api/v1/signal-streams/${stream.id}/pause`);
    await poll();
    expect(idp.polls).toHaveLength(0);
    await admin.post(`/api/v1/signal-streams/${stream.id}/resume`);
    idp.broken = { status: 500 };
    const rests: number[] = [];
    for (let n = 0; n < 9; n++) {
      await poll();
      const [row] = await sql<{ rest: string }>(
        'SELECT extract(epoch FROM next_poll_at - last_error_at) AS rest FROM signal_stream_health WHERE stream_id = $1',
        [stream.id],
      );
      rests.push(Number(row!.rest));
      await house.app
        .get(Db)
        .upkeep(operator.tenant, (tx) => tx.query('UPDATE signal_stream_health SET next_poll_at = NULL'));
    }
    expect(rests).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    await admin.send('DELETE', `/api/v1/signal-streams/${stream.id}`);
  });
});

describe('what is kept', () => {
  it('says when it happened by both clocks, so that the lag to the SCIM write is known [signals.event-time]', async () => {
    const person = await aPerson();
    await pause(1_000); // a transmitter's clock has whole seconds, and this event comes after the joining
    const at = Math.floor(Date.now() / 1000);
    await accepted(await aStream(), event(person, `${RISC}account-disabled`, { event_timestamp: at }));
    await sayActive(person, false);
    const [signal] = await house.app.get(Db).read(operator, (tx) => signalsOf(tx, person.id));
    expect(signal).toMatchObject({ eventTime: new Date(at * 1000), type: `${RISC}account-disabled`, effect: 'held' });
    expect(signal!.receivedAt.getTime()).toBeGreaterThan(at * 1000 - 1);
    const told = await house.app
      .get(Db)
      .read(operator, (tx) => house.app.get(ProviderTimes, { strict: false }).of(tx, person.id, new Date()));
    expect(told?.basis).toContain('account-disabled');
  });

  it.each(['signal', 'signal_effect'])('is never changed nor removed: %s [signals.evidence]', async (table) => {
    for (const statement of [`UPDATE ${table} SET id = id`, `DELETE FROM ${table}`]) {
      const attempt = house.app.get(Db).write(operator, async (tx) => {
        tx.record({ action: 'x.y', subject: 'z' });
        return tx.query(statement);
      });
      await expect(attempt).rejects.toThrow('append-only');
    }
  });

  it('holds no name: the subject stands in the ledger under a commitment only [signals.evidence]', async () => {
    const person = await aPerson();
    await accepted(
      await aStream(),
      idp.sign({ sub_id: { format: 'email', email: person.userName }, events: { [revoked]: {} } }),
    );
    const entries = await sql(`SELECT entry FROM ledger_pending UNION ALL SELECT entry FROM ledger_entry`);
    expect(JSON.stringify(entries)).toContain('signal.received');
    expect(JSON.stringify(entries)).not.toContain(person.userName);
    expect(JSON.stringify(await sql('SELECT * FROM signal, signal_effect'))).not.toContain(person.userName);
  });
});
