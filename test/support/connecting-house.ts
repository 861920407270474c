import { createHash, randomBytes } from 'node:crypto';
import { AgentGrants, Profiles } from '@app/access';
import { type Blueprint, Blueprints } from '@app/agents';
import { Bootstrap, RegisteredClients, SignInLinks } from '@app/auth';
import { Servers, type ToolRow } from '@app/catalog';
import { Upstreams } from '@app/connectors';
import { Db } from '@app/database';
import { Fence, FenceReplica } from '@app/fence';
import { type Surroundings, newId, system } from '@app/kernel';
import { startModern } from './mcp-upstreams.js';
import { openWholeHouse } from './whole-house.js';

const operator = system('test');
export const REDIRECT = 'http://127.0.0.1:33418/callback';

export type Answer = Readonly<{ status: number; location: string; headers: Headers; text: string }>;

/** Cookies by path and name, as a browser keeps them, and nothing followed by itself. */
export class Browser {
  private readonly jar = new Map<string, { value: string; path: string }>();
  csrf = '';

  constructor(readonly url: string) {}

  async go(address: string, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(address, this.url);
    const sent = [...this.jar].filter(([, { path }]) =>
      `${url.pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`),
    );
    const cookie = sent.map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), cookie, 'x-csrf-token': this.csrf };
    const answer = await fetch(url, { ...init, redirect: 'manual', headers });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    const text = await answer.text();
    return { status: answer.status, location: answer.headers.get('location') ?? '', headers: answer.headers, text };
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T & { status: number }> {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const { status, text } = await this.go(path, { method, ...sent });
    return { ...(text === '' ? {} : (JSON.parse(text) as T)), status } as T & { status: number };
  }

  async list<T>(path: string): Promise<T[]> {
    return JSON.parse((await this.go(path)).text) as T[];
  }

  form(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.go(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    if (value === '') this.jar.delete(`${name} ${path}`);
    else this.jar.set(`${name} ${path}`, { value, path });
  }
}

type Decision = 'allow' | 'deny';
export type Details = {
  prompt: string;
  client: {
    name: string;
    host: string | null;
    redirectHost: string | null;
    redirectHosts: string[];
    isLocalhostOnly: boolean;
  };
  signedIn: boolean;
  isAllowed: boolean;
  isDevice: boolean;
  needsApproval: boolean;
  agent: { id: string; name: string; state: string } | null;
  resource: string;
};
export type Tokens = { access_token: string; refresh_token: string; expires_in: number; error?: string };

/** PKCE (RFC 7636). */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The whole house with an upstream of one tool that people may use, and a class of agents for clients. */
export async function openConnectingHouse(over: Partial<Surroundings> = {}) {
  const house = await openWholeHouse(over);
  const { app, url } = house;
  const upstream = await startModern();
  const server = await app.get(Servers).register(operator, { name: 'math', transport: 'http', url: upstream.url });
  const tools = await app.get(Upstreams, { strict: false }).discover(operator, server.id);
  const add = tools.find(({ name }) => name === 'add') as ToolRow;
  const db = app.get(Db);
  await db.write(operator, async (tx) => {
    await tx.query(`UPDATE tool SET risk = 'read', risk_reason = 'it adds' WHERE id = $1`, [add.id]);
    await app.get(Fence, { strict: false }).touch(tx, [add.id], 'access');
    tx.record({ action: 'world.furnished', subject: 'test' });
  });
  const ceiling = (await app.get(Profiles).create(operator, 'clients')).id;
  await app.get(Profiles).grant(operator, ceiling, { toolId: add.id, effect: 'allow', condition: null });
  const usual: Omit<Blueprint, 'name'> = {
    kind: 'delegated',
    environment: 'production',
    maxTermDays: 90,
    reviewEveryDays: 30,
    dormantAfterDays: 30,
    maxCredentialDays: 30,
    ceilingProfileId: ceiling,
    requiresApproval: false,
    requiresDeputy: false,
  };
  const blueprint = await app.get(Blueprints).create(operator, { ...usual, name: 'connected clients' });

  const sql = <Row>(text: string, values: unknown[] = []) => db.read(operator, (tx) => tx.query<Row[]>(text, values));
  const token = async (fields: Record<string, string>): Promise<Tokens & { status: number }> => {
    const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });
    return { ...((await answer.json()) as Tokens), status: answer.status };
  };

  /** A person who may use the tool, signed in. */
  const person = async (userName = `p-${newId()}@example.com`) => {
    const { personId } = await app.get(Bootstrap).admin(userName);
    await app.get(Profiles).assign(operator, ceiling, { personId });
    const browser = await signIn(personId);
    return { personId, browser, userName };
  };
  const signIn = async (personId: string): Promise<Browser> => {
    const browser = new Browser(url);
    const { secret } = await app.get(SignInLinks).issue(operator, personId);
    browser.csrf = (await browser.json<{ csrfToken: string }>('POST', '/sign-in', { secret })).csrfToken;
    return browser;
  };

  const client = (over: Partial<Parameters<RegisteredClients['register']>[1]> = {}) =>
    app.get(RegisteredClients).register(operator, {
      name: 'Desk',
      applicationType: 'native',
      redirectUris: ['http://127.0.0.1/callback'],
      blueprintId: blueprint.id,
      requiresApproval: false,
      ...over,
    });

  const authorizeUrl = (clientId: string, challenge: string, over: Record<string, string> = {}) => {
    const asked = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: REDIRECT,
      state: 'st',
      scope: 'mcp:tools',
    };
    const more = { code_challenge: challenge, code_challenge_method: 'S256', resource: `${url}/mcp` };
    return `/oauth/auth?${new URLSearchParams({ ...asked, ...more, ...over }).toString()}`;
  };

  return {
    ...house,
    operator,
    upstream,
    add,
    ceiling,
    usual,
    blueprint,
    sql,
    token,
    person,
    signIn,
    client,
    authorizeUrl,
    fence: () => app.get(FenceReplica),
    grants: () => app.get(AgentGrants),

    /** From the client's request to the address that the client is sent back to, as a browser with the console goes. */
    async decide(browser: Browser, address: string, decision: Decision = 'allow') {
      const sent = await browser.go(address);
      if (sent.status !== 303) throw new Error(sent.text);
      const page = new URL(sent.location, url).pathname;
      const details = await browser.json<Details>('GET', `${page}/details`);
      type Said = { redirectTo: string; outcome: string; code?: string };
      const said = await browser.json<Said>('POST', `${page}/decision`, { decision });
      const back = said.redirectTo === undefined ? null : await browser.go(said.redirectTo);
      return { sent, page, details, said, back, params: new URL(back?.location || url, url).searchParams };
    },

    /** A code with what is needed to redeem it. */
    async code(browser: Browser, clientId: string, over: Record<string, string> = {}) {
      const { verifier, challenge } = pkce();
      const { params } = await this.decide(browser, authorizeUrl(clientId, challenge, over));
      const code = params.get('code') ?? '';
      const redeem = { grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier };
      return { params, redeem: { ...redeem, redirect_uri: REDIRECT } };
    },

    async tokens(browser: Browser, clientId: string, over: Record<string, string> = {}): Promise<Tokens> {
      const answer = await token((await this.code(browser, clientId, over)).redeem);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer));
      return answer;
    },

    refresh: (clientId: string, refresh_token: string) =>
      token({ grant_type: 'refresh_token', client_id: clientId, refresh_token }),

    /** One bare tools/call; its HTTP status and body. */
    async call(bearer: string, name = 'math__add') {
      const answer = await fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2025-11-25',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name, arguments: { a: 40, b: 2 } },
        }),
      });
      return { status: answer.status, text: await answer.text() };
    },

    async close(): Promise<void> {
      await upstream.stop();
      await house.close();
    },
  };
}
export type ConnectingHouse = Awaited<ReturnType<typeof openConnectingHouse>>;
