import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { suretyCommand } from '../../apps/cli/src/demo/surety-command.js';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';
import { freePort } from '../../apps/cli/src/free-port.js';
import { tokenOf } from '../bench/support/token.js';
import { agentForAll } from '../support/agent-for-all.js';
import { certificates } from '../support/certificates.js';
import { startCollector } from '../support/collector.js';
import { freshDatabase, run } from '../support/database.js';
import { type Echoing, startEchoing } from '../support/echoing-upstream.js';
import { leakyProgram } from '../support/leaky-program.js';
import { pathTo } from '../support/pg-proxy.js';
import { formsOf, foundIn, lineOf, sentinel } from '../support/sentinels.js';
import { startProgram } from '../support/started.js';
import { startTokenEndpoint } from '../support/token-endpoint.js';

/**
 * A whole house, as its users run it, with unique texts in the place of everything that is secret. It is driven through
 * success, refusal, every kind of upstream failure and an outage of its database; afterwards each text may be only where
 * it is meant to be.
 */
type Fields = Record<string, unknown>;
const closing: (() => unknown)[] = [];

const made = certificates();
const authority = made.authority('authority');
const ofServer = made.issued('authority', 'server', '/CN=server', 'IP:127.0.0.1');
const ofClient = made.issued('authority', 'client', '/CN=client', 'DNS:client');
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

/** Of ours, by who may see it: the name of an upstream. */
const shown = {
  bearer: sentinel('bearer'),
  apiKey: sentinel('api-key'),
  clientSecret: sentinel('client-secret'),
  environment: sentinel('environment'),
  brokenEnvironment: sentinel('broken-environment'),
  mutualKey: lineOf(ofClient.key),
  signingKey: lineOf(signing),
  upstreamSession: sentinel('upstream-session'),
};
const databasePassword = sentinel('database-password');
const masterKey = randomBytes(32);
const accessTokens: string[] = [];
/** What clients bring or get: tokens and session ids. */
const inbound: Record<string, string> = {};
/** Arguments, by the server that they are for. */
const payloads: Record<string, string> = {};

let upstreams: Record<'plain' | 'oauth' | 'signed' | 'mutual' | 'sessions', Echoing>;
let tokens: Awaited<ReturnType<typeof startTokenEndpoint>>;
let collector: Awaited<ReturnType<typeof startCollector>>;
let program: Awaited<ReturnType<typeof startProgram>>;
let exitCode: number | null = null;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let metrics = '';
let stored = '';
let ledger = '';
/** Everything that clients and administrators were answered: statuses, headers and bodies. */
const answers: { to: string; server: string | null; status: number; text: string }[] = [];
const stopping: string[] = [];

const secrets = (): Record<string, string> => ({
  ...shown,
  databasePassword,
  masterKey: masterKey.toString('base64'),
  masterKeyHex: masterKey.toString('hex'),
  ...Object.fromEntries(accessTokens.map((token, number) => [`accessToken${number}`, token])),
  ...inbound,
});

beforeAll(async () => {
  collector = await startCollector();
  tokens = await startTokenEndpoint(() => {
    const token = sentinel('access-token');
    accessTokens.push(token);
    return token;
  });
  upstreams = {
    plain: await startEchoing(),
    oauth: await startEchoing(),
    signed: await startEchoing(),
    mutual: await startEchoing(null, { ...ofServer, ca: authority.cert, requestCert: true }),
    sessions: await startEchoing(shown.upstreamSession),
  };
  const leaky = leakyProgram();
  database = await freshDatabase();
  const role = `r_${randomBytes(6).toString('hex')}`;
  const admin = inject('postgresAdmin');
  await run(admin, `CREATE ROLE ${role} LOGIN PASSWORD '${databasePassword}' IN ROLE surety`);
  const way = await pathTo(Object.assign(new URL(database.url), { username: role, password: databasePassword }).href);
  closing.push(
    collector.stop,
    tokens.stop,
    leaky.remove,
    made.drop,
    ...Object.values(upstreams).map(({ stop }) => stop),
  );

  const [port, metricsPort] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    SURETY_DATABASE_URL: way.url,
    SURETY_MASTER_KEY: masterKey.toString('base64'),
    SURETY_PORT: String(port),
    SURETY_PUBLIC_URL: url,
    SURETY_STEP_UP_SECONDS: '3600',
    SURETY_ALLOW_PRIVATE_ADDRESSES: 'true',
    SURETY_LOG_LEVEL: 'debug',
    SURETY_LOG_FORMAT: 'json',
    SURETY_METRICS_PORT: String(metricsPort),
    SURETY_OTLP_ENDPOINT: collector.endpoint,
    SURETY_TRACE_RATIO: '1',
    SURETY_DRAIN_SECONDS: '1',
  };
  program = await startProgram(environment, url);
  closing.push(program.stop);
  const { output } = await suretyCommand(program.file, ['bootstrap-admin', 'root@example.com'], {
    ...environment,
    SURETY_LOG_LEVEL: 'error',
  });
  const root = await WebClient.signIn(output.trim());

  const limits = { callMs: 700 };
  const oauth = { kind: 'oauth', tokenUrl: tokens.url, clientId: 'surety' };
  const servers = [
    {
      name: 'plain',
      secrets: [
        { kind: 'bearer', token: shown.bearer },
        { kind: 'header', name: 'X-Api-Key', value: shown.apiKey },
      ],
    },
    { name: 'oauth', secrets: [{ ...oauth, method: 'client_secret_basic', clientSecret: shown.clientSecret }] },
    { name: 'signed', secrets: [{ ...oauth, method: 'private_key_jwt', privateKey: signing, algorithm: 'ES256' }] },
    { name: 'mutual', secrets: [{ kind: 'mtls', ...ofClient, ca: authority.cert }] },
    { name: 'sessions', secrets: [] },
  ].map((each) => ({
    ...each,
    limits,
    transport: 'http' as const,
    url: upstreams[each.name as keyof typeof upstreams].url,
  }));
  const program1 = {
    name: 'program',
    transport: 'stdio' as const,
    command: leaky.command(),
    limits,
    secrets: [{ kind: 'environment', values: { TOKEN: shown.environment } }],
  };
  const agent = await agentForAll(root, url, [...servers, program1]);

  const kind = { transport: 'stdio', command: leaky.command('broken'), name: 'broken' };
  const { id: broken } = await root.post<{ id: string }>('/api/v1/servers', kind);
  const secret = { kind: 'environment', values: { TOKEN: shown.brokenEnvironment } };
  await root.post(`/api/v1/servers/${broken}/credentials`, { secret, reason: 'test' });
  const reading = await root.send('POST', `/api/v1/servers/${broken}/sync`);
  answers.push({ to: 'sync', server: null, status: reading.status, text: JSON.stringify(reading.body) });

  const token = await tokenOf(agent, url);
  inbound['token'] = token.split('.').at(-1) ?? '';
  inbound['tokenClaims'] = token.split('.')[1] ?? '';

  const ask = async (to: string, server: string | null, path: string, init: RequestInit): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, init);
    const headers = Object.fromEntries(answer.headers);
    const text = await answer.clone().text();
    const own = headers['mcp-session-id'];
    if (own !== undefined) {
      inbound['session'] = own;
      delete headers['mcp-session-id']; // it is meant for this client
    }
    answers.push({ to, server, status: answer.status, text: JSON.stringify(headers) + text });
    return answer;
  };
  const post = (to: string, server: string | null, message: Fields, headers: Record<string, string> = {}) =>
    ask(to, server, '/mcp', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    });
  const started = await post('initialize', null, {
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: { elicitation: {} },
      clientInfo: { name: 'sentinel', version: '1' },
    },
  });
  const session = { 'mcp-session-id': started.headers.get('mcp-session-id') ?? '' };
  await post('setLevel', null, { method: 'logging/setLevel', params: { level: 'debug' } }, session);
  await post('list', null, { method: 'tools/list', params: {} }, session);

  const names = [...servers.map(({ name }) => name), 'program'];
  for (const name of names) payloads[name] = sentinel(`payload-${name}`);
  const call = (server: string, tool: string, headers: Record<string, string> = {}) =>
    post(
      tool,
      server,
      {
        method: 'tools/call',
        params: {
          name: `${server}__${tool}`,
          arguments: { secret: payloads[server] },
          _meta: { progressToken: 'p', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
        },
      },
      headers,
    );
  for (const tool of [
    'do',
    'fail',
    'refuse',
    'tell',
    'crash',
    'do',
    'hang',
    'deny',
    'garble',
    'break',
    'reset',
    'reset',
  ]) {
    await Promise.all(names.map((name) => call(name, tool, tool === 'tell' ? session : {})));
  }

  // refused before anything goes out; what was brought is in no answer either
  const own = sentinel('refused-payload');
  inbound['refusedPayload'] = own;
  const madeUp = sentinel('method');
  inbound['madeUpMethod'] = madeUp;
  const params = { name: 'plain__nothing', arguments: { secret: own } };
  await post('unknown tool', null, { method: 'tools/call', params });
  await post('wrong token', null, { method: 'tools/list', params }, { authorization: `Bearer ${token}x` });
  await post('token in the body', null, { method: `tools/${madeUp}`, params: { token } });
  await ask('token in the address', null, `/mcp?access_token=${token}&secret=${own}`, { method: 'POST', body: token });
  await ask('no JSON', null, '/mcp', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"plain__do","arguments":"${own}"`,
  });
  await ask('an address of the API', null, `/api/v1/servers?token=${token}&secret=${own}`, {
    headers: { authorization: `Bearer ${token}` },
  });

  // no database for a while
  way.cut();
  await pause(300);
  await Promise.all(names.map((name) => call(name, 'do')));
  await ask('an outage', null, '/api/v1/servers', { headers: { cookie: 'surety=none' } });
  await ask('an outage', null, '/readyz', {});
  await pause(2_500);
  await call('plain', 'do');
  way.mend();
  await until(async () => (await fetch(`${url}/gateway/readyz`)).ok);
  await until(async () => (await call('sessions', 'do')).ok);

  for (const path of ['/api/v1/servers', `/api/v1/servers/${broken}/credentials`, '/api/v1/people']) {
    answers.push({ to: path, server: null, status: 200, text: JSON.stringify(await root.get(path)) });
  }
  metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  await pause(1_500); // spans are sent once a second
  const over = program.stop();
  for (let asked = 0; asked < 10; asked++) {
    stopping.push(
      await fetch(`${url}/gateway/readyz`).then(
        (answer) => answer.text(),
        () => '',
      ),
    );
    await pause(50);
  }
  exitCode = await over;
  ({ stored, ledger } = await dumpOf(Object.assign(new URL(admin), { pathname: new URL(database.url).pathname }).href));
  way.close();
}, 180_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await database?.drop();
}, 60_000);

const until = (holds: () => Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 30_000, interval: 200 });

/** Every row of every table as text, and the entries of the ledger apart. */
async function dumpOf(url: string): Promise<{ stored: string; ledger: string }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    let all = '';
    for (const { name } of rows) {
      const { rows: lines } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
      all += lines.map(({ line }) => line).join('\n');
    }
    const entries = await client.query<{ entry: string }>(
      'SELECT entry FROM ledger_entry UNION ALL SELECT entry FROM ledger_pending',
    );
    return { stored: all, ledger: entries.rows.map(({ entry }) => entry).join('\n') };
  } finally {
    await client.end();
  }
}

const outOf = (upstream: Echoing): string => JSON.stringify(upstream.received);
const without = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...secrets(), ...payloads }).filter(([name]) => !names.includes(name)));
/** The tokens that a server was shown; each is for one server only. */
const tokensIn = (upstream: Echoing): string[] =>
  Object.keys(secrets()).filter((name) => name.startsWith('accessToken') && outOf(upstream).includes(secrets()[name]!));

describe('the texts that were planted', () => {
  it('were in use, or nothing would be shown by not finding them [sentinel.planted]', () => {
    expect(outOf(upstreams.plain)).toContain(`Bearer ${shown.bearer}`);
    expect(outOf(upstreams.plain)).toContain(shown.apiKey);
    expect(
      tokens.asked.some((asked) => foundIn(asked, { clientSecret: `surety:${shown.clientSecret}` }).length > 0),
    ).toBe(true);
    expect(accessTokens.length).toBeGreaterThan(1);
    expect(tokensIn(upstreams.oauth).length).toBeGreaterThan(0);
    expect(tokensIn(upstreams.signed).length).toBeGreaterThan(0);
    expect(upstreams.mutual.heard.some(({ certificate }) => certificate === 'client')).toBe(true);
    expect(outOf(upstreams.sessions)).toContain(shown.upstreamSession);
    for (const [name, upstream] of Object.entries(upstreams)) expect(outOf(upstream)).toContain(payloads[name]);
    expect(Object.values(secrets()).every((secret) => secret.length > 20)).toBe(true);
    expect(inbound['session']).toMatch(/^[\x21-\x7e]{20,}$/);
  });

  it('are found in whatever form a careless program would write them [sentinel.forms]', () => {
    const secret = sentinel('form');
    for (const text of [
      `Bearer ${secret}`,
      Buffer.from(`x:${secret}`).toString('base64'),
      Buffer.from(`xy:${secret}z`).toString('base64url'),
      `\\x${Buffer.from(`a${secret}b`).toString('hex')}`,
    ]) {
      expect([text, ...foundIn(text, { secret })]).toEqual([text, 'secret']);
    }
    expect(foundIn(sentinel('form'), { secret })).toEqual([]);
    expect(formsOf(secret).every((form) => form.length > 20)).toBe(true);
  });
});

describe('nobody else is sent', () => {
  it.each([
    ['plain', ['bearer', 'apiKey', 'plain']],
    ['oauth', ['oauth']],
    ['signed', ['signed']],
    ['mutual', ['mutual']],
    ['sessions', ['upstreamSession', 'sessions']],
  ] as const)('what is not for the server %s [sentinel.outbound]', (name, meant) => {
    const upstream = upstreams[name];
    const own = ['oauth', 'signed'].includes(name) ? tokensIn(upstream) : [];
    expect(upstream.received.length).toBeGreaterThan(5);
    expect(foundIn(outOf(upstream), without([...meant, ...own]))).toEqual([]);
    const others = (['oauth', 'signed'] as const).filter((other) => other !== name);
    for (const other of others) expect(tokensIn(upstreams[other]).filter((token) => own.includes(token))).toEqual([]);
  });

  it('what is not for the token endpoint [sentinel.outbound]', () => {
    expect(tokens.asked.length).toBeGreaterThan(1);
    expect(foundIn(tokens.asked.join('\n'), without(['clientSecret']))).toEqual([]);
  });
});

describe('no secret and no payload', () => {
  it('is in a log line, each of which is one JSON object [sentinel.logs]', () => {
    const { stdout, stderr } = program.said;
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.anything() });
    }
    expect(stdout).toContain('connecting to plain');
    expect(`${stdout}${stderr}`).toContain('it wrote: I was told'); // of a program that served nobody yet
    expect(`${stdout}${stderr}`).toContain('bytes to its standard error'); // of one that did
    expect(foundIn(`${stdout}${stderr}`, without([]))).toEqual([]);
  });

  it('is in a metric [sentinel.metrics]', () => {
    expect(metrics).toMatch(/^surety_calls_total\{server="plain",tool="do".*code="allowed"\} [1-9]/m);
    expect(metrics).toMatch(/^surety_call_outcomes_total\{server="program",outcome="unknown"\} [1-9]/m);
    expect(metrics).toMatch(/^surety_sequencer_waiting [0-9]+$/m);
    expect(metrics).toMatch(/^surety_sequencer_oldest_seconds [0-9.]+$/m);
    expect(foundIn(metrics, without([]))).toEqual([]);
  });

  it('is in a span, or in what else the collector is sent [sentinel.traces]', () => {
    const names = new Set(collector.spans.map(({ name }) => name));
    expect([...names]).toEqual(
      expect.arrayContaining(['tools/call do', 'tools/call crash', 'tools/list', 'initialize']),
    );
    expect(collector.spans.some(({ attributes }) => attributes['error.type'] === 'token.invalid')).toBe(true);
    expect(foundIn(collector.bodies.join('\n'), without([]))).toEqual([]);
  });

  it('is in the ledger, nor anywhere else in the database in the clear [sentinel.ledger]', () => {
    for (const name of Object.keys(payloads)) expect(ledger).toContain(`"server":"${name}"`);
    expect(ledger).toContain('"result_status":"protocol_error"');
    // a method that does not exist is on record as it was named
    expect(ledger).toContain(inbound['madeUpMethod']);
    expect(foundIn(ledger, without(['madeUpMethod']))).toEqual([]);
    expect(stored.length).toBeGreaterThan(ledger.length);
    expect(foundIn(stored, without(['madeUpMethod']))).toEqual([]);
  });

  it('is in an answer, also when the upstream repeats all that it was sent [sentinel.answers]', () => {
    const echoed = answers.filter(({ text }) => text.includes('[credential]'));
    expect(new Set(echoed.map(({ server }) => server))).toEqual(
      new Set([null, 'plain', 'oauth', 'signed', 'sessions', 'program']),
    );
    for (const { to, server, status, text } of answers) {
      // its own arguments an upstream may tell its client
      const mine = server === null ? [] : [server];
      expect([to, server, status, ...foundIn(text, without(mine))]).toEqual([to, server, status]);
    }
    const told = new Set(answers.map(({ status }) => status));
    expect([...told]).toEqual(expect.arrayContaining([200, 400, 401, 503]));
  });
});

it('a gateway that is told to stop says so while it still serves, and ends well [gateway.ready.stopping]', () => {
  expect(stopping[2]).toContain('gateway.stopping');
  expect(exitCode).toBe(0);
});
