import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import {
  ApiTokens,
  AuthorizationServer,
  Bootstrap,
  Roles,
  WebSessions,
  apiTokenAreas,
  csrfTokenOf,
  roles,
  scopeOf,
} from '@app/auth';
import { Db } from '@app/database';
import { Sources } from '@app/directory';
import { DEFAULT_TENANT, newId, person, system } from '@app/kernel';
import { SignalStreams } from '@app/signals';
import { ADMITTED, type DeclaredRoute, openEveryRoute } from '../support/every-route.js';

const operator = system('test');
let house: Awaited<ReturnType<typeof openEveryRoute>>;
let publicUrl: string;
let agentId: string;
let streamId: string;

/** Whoever may come: people by their role, the owner of the agent, and everything that has a token. */
const people = ['person', 'owner', ...roles] as const;
const callers = ['nobody', ...people, 'program', 'source', 'stream', 'agent'] as const;
type Caller = (typeof callers)[number];
type Headers = Record<string, string>;
const credentials = {} as Record<Caller | 'stale admin' | 'admin without csrf token', Headers>;

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const inADay = (): Date => new Date(Date.now() + 86_400_000);

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  publicUrl = `http://127.0.0.1:${(probe.address() as AddressInfo).port}`;
  await new Promise((resolve) => probe.close(resolve));
  house = await openEveryRoute({ publicUrl });
  await furnish();
  house.stopBehindTheGuard();
});
afterAll(() => house.close());

async function furnish(): Promise<void> {
  const { app } = house;
  const get = <T>(type: abstract new (...parts: never[]) => T): T => app.get(type);
  const aPerson = async (): Promise<string> => {
    const { personId } = await get(Bootstrap).admin(`${newId()}@example.com`);
    const [given] = await get(Roles).list(operator, personId);
    await get(Roles).give(operator, rootId, 'admin');
    await get(Roles).end(operator, personId, given!.id, 'test');
    return personId;
  };
  const cookie = (personId: string, authenticatedAt = new Date()): Promise<Headers> =>
    get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.signed-in', subject: personId });
      const how = { method: 'oidc', authenticatedAt, acr: null, amr: [] } as const;
      const opened = await get(WebSessions).open(tx, personId, how);
      return { cookie: `surety_session=${opened!.cookie}`, 'x-csrf-token': csrfTokenOf(opened!.cookie) };
    });
  const rootId = (await get(Bootstrap).admin('root@example.com')).personId;
  credentials.nobody = {};
  credentials.person = await cookie(await aPerson());
  const ownerId = await aPerson();
  credentials.owner = await cookie(ownerId);
  for (const role of roles) {
    const id = role === 'admin' ? rootId : await aPerson();
    await get(Roles).give(operator, id, role);
    credentials[role] = await cookie(id);
  }
  credentials['stale admin'] = await cookie(rootId, new Date(Date.now() - 301_000));
  credentials['admin without csrf token'] = { cookie: credentials.admin['cookie']! };
  const scopes = apiTokenAreas.map((area) => `${area}:write`);
  const program = { name: 'all', scopes, expiresAt: inADay() };
  const root = { actor: person(rootId, DEFAULT_TENANT), personId: rootId, method: 'link' } as const;
  credentials.program = bearer((await get(ApiTokens).issue(root, program)).token);
  const { source, token } = await get(Sources).connect(operator, {
    name: 'idp',
    dialect: 'strict',
    ratePerSecond: 10_000,
  });
  credentials.source = bearer(token);
  const { publicKey } = await generateKeyPair('ES256');
  const stream = {
    sourceId: source.id,
    issuer: 'https://idp.example',
    audience: 'surety',
    onSessionRevoked: 'end',
  } as const;
  const jwks = [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }];
  const added = await get(SignalStreams).add(operator, { ...stream, delivery: 'push', jwks });
  streamId = added.stream.id;
  credentials.stream = bearer(added.token!);
  credentials.agent = bearer(await tokenOfAgent(ownerId));
}

async function tokenOfAgent(ownerId: string): Promise<string> {
  const agents = house.app.get(Agents);
  const terms = {
    kind: 'autonomous',
    purpose: 'test',
    deputyId: null,
    expiresAt: inADay(),
    nextReviewAt: inADay(),
  } as const;
  ({ id: agentId } = await agents.register(operator, { ...terms, name: 'agent', ownerId }));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  await agents.bindKey(operator, agentId, await exportJWK(publicKey), inADay());
  await agents.activate(operator, agentId);
  const client_assertion = await new SignJWT({ jti: newId() })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(agentId)
    .setSubject(agentId)
    .setAudience(`${publicUrl}/oauth`)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(privateKey);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion,
  });
  const answer = await fetch(`${publicUrl}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const message = [
  { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}',
] as const;
/** What some doors look at before they look at the caller. */
const bodies = [
  ['/scim/', { 'content-type': 'application/scim+json' }, '{}'],
  ['/mcp', ...message],
  ['/messages', ...message],
] as const;
let requests = 0;
async function ask(method: string, url: string, who: keyof typeof credentials) {
  const id = who === 'stream' ? streamId : agentId;
  const path = url
    .replace(/:id\b/, id)
    .replace(/:\w+/g, () => newId())
    .replace('*', 'somewhere');
  requests += 1; // each from an address of its own: limits are not what is looked at here
  const remoteAddress = `10.${requests >> 16}.${(requests >> 8) & 255}.${requests & 255}`;
  const body = ['GET', 'DELETE'].includes(method) ? undefined : bodies.find(([prefix]) => url.startsWith(prefix));
  const answer = await house.app.inject({
    method: method as 'GET',
    url: path,
    headers: {
      host: new URL(publicUrl).host,
      ...body?.[1],
      ...credentials[who],
    },
    ...(body && { payload: body[2] }),
    remoteAddress,
  });
  const isAdmitted = answer.headers[ADMITTED] === 'yes';
  const said = (): { code?: string } => {
    try {
      return answer.json();
    } catch {
      return { code: /^([a-z-]+\.[a-z-]+): /.exec(answer.body)?.[1] ?? '' }; // AuthZEN: an error is a message
    }
  };
  return { status: answer.statusCode, isAdmitted, code: isAdmitted ? null : said().code || null, answer };
}

/** What the decorators of a route say of a caller, put in other words than the guard's. */
function mayEnter({ method, url, policy, inPerson }: DeclaredRoute, who: Caller): boolean {
  if (!policy) return false;
  const isPerson = (people as readonly string[]).includes(who);
  switch (policy.for) {
    case 'everybody':
    case 'returning':
      return true;
    case 'sources':
      return who === 'source';
    case 'streams':
      return who === 'stream';
    case 'sources-and-people':
      return who === 'source' || isPerson;
    case 'people':
      if (who === 'program' && (inPerson || scopeOf(method, url) === null)) return false;
      if (!isPerson && who !== 'program') return false;
      if (!Array.isArray(policy.roles)) return true;
      if (who === 'owner') return policy.owner && /:id\b/.test(url);
      return policy.roles.includes(who === 'program' ? 'admin' : who);
  }
}

const nameOf = ({ method, url }: { method: string; url: string }): string => `${method} ${url}`;
const verb = (method: string): string => (method === 'ALL' ? 'POST' : method);

describe('every route', () => {
  /** Routes that no controller has: what guards them is looked at below. */
  const raw = new Map([
    ['GET /api/v1/openapi.json', 'everybody'],
    ['GET /gateway/readyz', 'everybody'],
    ['/mcp', 'agents'],
    ['/mcp/*', 'agents'],
    ['/sse', 'agents'],
    ['/sse/*', 'agents'],
    ['/messages', 'agents'],
    ['/messages/*', 'agents'],
    ['GET /*', 'the console'],
  ]);
  const isConsole = (url: string): boolean => /^\/(\*|index\.html|favicon\.svg|assets\/[\w.-]+)$/.test(url);

  it('that listens is one of a controller with a policy, or is named here [auth.routes.walked]', () => {
    const declared = new Set(house.declared.map(nameOf));
    const anyVerb = new Set(house.declared.filter(({ method }) => method === 'ALL').map(({ url }) => url));
    const unknown = house.listening.filter(
      (route) =>
        !declared.has(nameOf(route)) &&
        !anyVerb.has(route.url) &&
        !raw.has(nameOf(route)) &&
        !raw.has(route.url) &&
        !isConsole(route.url),
    );
    expect(unknown).toEqual([]);
    expect(house.declared.length).toBeGreaterThan(150);
    expect(house.declared.filter(({ policy }) => policy === undefined)).toEqual([]);
    expect(house.mounts).toEqual([
      '/oauth',
      '/.well-known/oauth-authorization-server/oauth',
      '/.well-known/openid-configuration/oauth',
    ]);
  });

  it('lets in whom its policy names, and nobody else of all who may come [api.routes.closed] [auth.routes.policy] [auth.routes.page]', async () => {
    const wrong: string[] = [];
    const rows = new Map<string, Set<Caller>>();
    for (const route of house.declared) {
      const admitted = new Set<Caller>();
      for (const who of callers) {
        const { isAdmitted, status, code } = await ask(verb(route.method), route.url, who);
        if (isAdmitted) admitted.add(who);
        if (isAdmitted !== mayEnter(route, who)) wrong.push(`${nameOf(route)} as ${who}: ${status} ${code}`);
        if (!isAdmitted && status !== 401 && status !== 403)
          wrong.push(`${nameOf(route)} as ${who}: ${status} ${code}`);
      }
      rows.set(nameOf(route), admitted);
    }
    expect(wrong).toEqual([]);
    await expect(page(rows)).toMatchFileSnapshot('../../docs/routes.md');
  }, 300_000);

  it('that needs a fresh sign-in is closed to an old one, and to programs [auth.routes.step-up]', async () => {
    const fresh = house.declared.filter(({ stepUp }) => stepUp);
    for (const route of fresh) {
      const { status, code, answer } = await ask(route.method, route.url, 'stale admin');
      expect([nameOf(route), status, code]).toEqual([nameOf(route), 401, 'session.step-up-required']);
      expect(answer.headers['www-authenticate']).toContain('insufficient_user_authentication');
      expect([nameOf(route), route.inPerson]).toEqual([nameOf(route), true]);
    }
    const named = fresh.map(({ url }) => url).join('\n');
    for (const dangerous of [
      /kill-switches\/:\w+\/lift/,
      /agents\/:id\/restart/,
      /agents\/:id\/keys/,
      /people\/:id\/roles$/m,
      /roles\/:assignmentId\/end/,
      /campaigns\/:id\/sign-off/,
      /sources\/:id\/tokens/,
      /identity-providers/,
      /token-keys\/rotate/,
      /api-tokens/,
      /break-glass\/:id\/enable/,
    ]) {
      expect(named).toMatch(dangerous);
    }
  });

  it('that changes something takes no cookie alone [auth.routes.csrf]', async () => {
    const changing = house.declared.filter(
      ({ method, policy }) => policy?.for === 'people' && !['GET', 'ALL'].includes(method),
    );
    expect(changing.length).toBeGreaterThan(60);
    for (const route of changing) {
      const { status, code } = await ask(route.method, route.url, 'admin without csrf token');
      expect([nameOf(route), status, code]).toEqual([nameOf(route), 403, 'request.csrf']);
    }
  });

  it('for a program has a scope, and every scope has a route [auth.routes.scopes]', () => {
    const forPeople = house.declared.filter(({ policy }) => policy?.for === 'people');
    const inArea = (area: string) =>
      forPeople.some(({ url }) => new RegExp(`^/(api|access)/v1/${area}(/|$)`).test(url));
    expect(apiTokenAreas.filter((area) => !inArea(area))).toEqual([]);
    const without = forPeople.filter(({ method, url, inPerson }) => !inPerson && scopeOf(method, url) === null);
    expect([...new Set(without.map(({ url }) => url.split('/')[3] ?? url))].toSorted()).toEqual(closedToPrograms);
  });

  /** Beside what is marked as for people in person. */
  const closedToPrograms = ['me', 'token-keys'];
});

describe('what no controller guards', () => {
  it('the MCP endpoint takes access tokens of agents, and nothing else that opens a door here [auth.routes.raw]', async () => {
    for (const who of callers) {
      for (const url of ['/mcp', '/mcp/*']) {
        const { status } = await ask('POST', url, who);
        // the agent's token is for /mcp, which is not the address of any one server
        expect([who, url, status]).toEqual([who, url, who === 'agent' && url === '/mcp' ? 200 : 401]);
      }
      // where there is no session, there is nothing but for whom it might be
      for (const [method, url] of [
        ['GET', '/mcp'],
        ['DELETE', '/mcp'],
        ['GET', '/sse/*'],
        ['POST', '/messages'],
      ] as const) {
        const { status } = await ask(method, url, who);
        const known = url === '/mcp' ? 405 : 404;
        expect([who, method, url, status]).toEqual([
          who,
          method,
          url,
          who === 'agent' && url !== '/sse/*' ? known : 401,
        ]);
      }
    }
  });

  it('the authorization server and the documents answer everybody alike: no cookie or token of ours opens more [auth.routes.raw]', async () => {
    const metadata = house.app.get(AuthorizationServer);
    expect(metadata).toBeDefined();
    const discovered = (await (await fetch(`${publicUrl}${house.mounts[1]}`)).json()) as Record<string, unknown>;
    const endpoints = Object.entries(discovered)
      .filter(([name]) => /_endpoint$|^jwks_uri$/.test(name))
      .map(([, url]) => new URL(String(url)).pathname);
    expect(endpoints.length).toBeGreaterThan(2);
    const paths = [...endpoints, '/oauth/nothing', ...house.mounts.slice(1), '/api/v1/openapi.json', '/gateway/readyz'];
    for (const path of paths) {
      for (const method of ['GET', 'POST']) {
        const plain = await ask(method, path, 'nobody');
        for (const who of callers.filter((one) => one !== 'nobody' && one !== 'agent')) {
          const { status } = await ask(method, path, who);
          expect([method, path, who, status]).toEqual([method, path, who, plain.status]);
        }
      }
    }
  });
});

/** The page of docs: what was seen, route by route. */
function page(rows: ReadonlyMap<string, ReadonlySet<Caller>>): string {
  const heads = {
    person: 'any person',
    owner: 'its owner',
    agent_owner: 'agent owner',
    security_operator: 'security operator',
  };
  const columns = [...people, 'program'] as const;
  const titles = columns.map((one) => (one in heads ? heads[one as keyof typeof heads] : one));
  const routes = house.declared.toSorted((a, b) => order(a).localeCompare(order(b)));
  const of = (...kinds: string[]) => routes.filter(({ policy }) => policy && kinds.includes(policy.for));
  const line = (route: DeclaredRoute): string => {
    const marks = columns.map((one) => (rows.get(nameOf(route))?.has(one) ? '●' : ''));
    return `| \`${nameOf(route)}\` | ${marks.join(' | ')} | ${route.stepUp ? 'fresh sign-in' : ''} |`;
  };
  const list = (some: readonly DeclaredRoute[]) => some.map((route) => `- \`${nameOf(route)}\``);
  return [
    '# Routes and who may use them',
    '',
    'Generated by `npm run docs`; do not edit. Seen by asking: `test/e2e/routes.e2e.spec.ts` comes to every route as everybody and notes who is let in. What a use case lets somebody see or do behind the door is said on the page of its noun.',
    '',
    '## People and their programs',
    '',
    '`its owner` owns the agent that `:id` names and has no role. A `program` has an API token of an administrator with every scope; it needs `<area>:read` or `<area>:write`, where the area is the word after `/api/v1/`, and never gets beyond its owner. `fresh sign-in`: within SURETY_STEP_UP_SECONDS, else 401 `session.step-up-required`. With `SURETY_AGENT_OWNERS=role` agents are registered by agent owners and administrators only.',
    '',
    `| route | ${titles.join(' | ')} | asks for |`,
    `| --- |${titles.map(() => ' --- |').join('')} --- |`,
    ...of('people').map(line),
    '',
    '## Identity providers, by their SCIM token',
    '',
    'Those of `/Me` also let in whoever is signed in.',
    '',
    ...list(of('sources', 'sources-and-people')),
    '',
    '## Transmitters of security events, by the token of their stream',
    '',
    ...list(of('streams')),
    '',
    '## Open to everybody',
    '',
    'They prove nothing of the caller by themselves: a secret, a signature or a state in the request decides.',
    '',
    ...list(of('everybody', 'returning')),
    '- `GET /api/v1/openapi.json`',
    '- `GET /gateway/readyz`',
    '- the files and pages of the console',
    '',
    '## Guarded by something else',
    '',
    '- `/mcp` and `/mcp/<server>`, and for old clients `/sse` and `/messages` ([sessions](mcp-sessions.md)): access tokens of agents ([gateway](gateway.md)). No cookie, API token, SCIM token or stream token opens them, and no access token opens anything above.',
    '- `/oauth` and its metadata below `/.well-known`: the authorization server, by OAuth client authentication. None of the tokens above opens anything there.',
    '',
  ].join('\n');
}

const order = ({ method, url }: DeclaredRoute): string =>
  `${url} ${['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ALL'].indexOf(method)}`;
