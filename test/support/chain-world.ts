import { SignJWT, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { AgentGrants, Profiles } from '@app/access';
import { type AgentRow, Agents, Delegations, type NewAgent, TrustedIssuers } from '@app/agents';
import { Servers, type ToolRow } from '@app/catalog';
import { Upstreams } from '@app/connectors';
import { Db, type WriteTx } from '@app/database';
import { People, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { newId } from '@app/kernel';
import { seconds, startIssuer } from './issuers.js';
import type { openWholeHouse } from './whole-house.js';
import { hr } from './world.js';

type House = Awaited<ReturnType<typeof openWholeHouse>>;
export type KeyedAgent = AgentRow & { key: JWK };

const inAYear = new Date(Date.now() + 365 * 86_400_000);
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const IDP = 'https://idp.example.com';
const scope = 'mcp:tools';

/** People, agents that prove themselves, tools that they may use, and the links between them, in a house that runs. */
export async function chainWorld({ app, url }: House) {
  const get = <T>(type: new (...parts: never[]) => T): T => app.get(type, { strict: false });
  const db = get(Db);
  const write = <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    db.write(hr, async (tx) => {
      tx.record({ action: 'world.furnished', subject: 'test' });
      return work(tx);
    });
  const idp = await startIssuer('ES256');
  const { source } = await get(Sources).connect(hr, { name: `idp-${newId()}`, dialect: 'strict' });

  const trusted = { name: 'workforce', kind: 'id_jag', issuer: IDP, sourceId: source.id, maxAgeSeconds: 300 } as const;
  await get(TrustedIssuers).trust(hr, { ...trusted, keys: { jwks: idp.jwks() } });

  const person = (userName = `p-${newId()}`) =>
    write(async (tx) => {
      const said = { userName, displayName: userName, email: null, status: 'active', attributes: {} } as const;
      const row = await get(People).add(tx, source.id, { ...said, managerId: null, externalId: userName });
      await get(Fence).enrol(tx, { id: row.id, kind: 'person', status: 'active', ownerId: null });
      return row;
    });
  const deputy = await person();
  const assertion = async (agent: KeyedAgent): Promise<string> =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(agent.id)
      .setSubject(agent.id)
      .setAudience(`${url}/oauth`)
      .setIssuedAt()
      .setExpirationTime('60s')
      .setJti(newId())
      .sign(await importJWK(agent.key, 'ES256'));
  const token = async (agent: KeyedAgent, parameters: Record<string, string>) => {
    const answer = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...parameters,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(agent),
        client_id: agent.id,
        scope,
      }),
    });
    const body = (await answer.json()) as { access_token: string; error?: string; error_description?: string };
    if (!answer.ok) throw new Error(`${answer.status} ${body.error}: ${body.error_description}`);
    return body.access_token;
  };

  return {
    get,
    db,
    person,
    async agent(owner: { id: string }, over: Partial<NewAgent> = {}): Promise<KeyedAgent> {
      const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'chain', deputyId: deputy.id } as const;
      const dates = { expiresAt: inAYear, nextReviewAt: inAYear };
      const { id } = await get(Agents).register(hr, { ...facts, ...dates, ownerId: owner.id, ...over });
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      await get(Agents).bindKey(hr, id, await exportJWK(publicKey), inAYear);
      return Object.assign(await get(Agents).activate(hr, id), { key: await exportJWK(privateKey) });
    },
    /** A server whose tools are in the catalogue. */
    async server(name: string, address: string): Promise<Map<string, ToolRow>> {
      const { id } = await get(Servers).register(hr, { name, transport: 'http', url: address });
      const tools = await get(Upstreams).discover(hr, id);
      return new Map(tools.map((tool) => [tool.name, tool]));
    },
    /** @returns the assignment */
    async entitle(holder: { id: string }, ...tools: ToolRow[]) {
      const profile = await get(Profiles).create(hr, `profile-${newId()}`);
      for (const { id } of tools)
        await get(Profiles).grant(hr, profile.id, { toolId: id, effect: 'allow', condition: null });
      return get(Profiles).assign(hr, profile.id, { personId: holder.id });
    },
    allow: (agent: { id: string }, { id }: ToolRow) =>
      get(AgentGrants).give(hr, { agentId: agent.id, toolId: id, effect: 'allow', condition: null }),
    delegate: (fromAgentId: string, agentId: string) =>
      get(Delegations).give(hr, { fromAgentId, agentId, scope, validTo: inAYear }),
    /** The company says that the delegated agent acts for this person (ID-JAG). @returns its token, and on what it rests */
    async actFor({ id, userName }: { id: string; userName: string }, agent: KeyedAgent, signIn: object = {}) {
      const said = { iss: IDP, sub: userName, aud: `${url}/oauth`, client_id: agent.id, resource: `${url}/mcp`, scope };
      const times = { jti: newId(), iat: seconds(), exp: seconds() + 300 };
      const assertion = await idp.sign({ ...said, ...times, ...signIn }, { typ: 'oauth-id-jag+jwt' });
      const root = await token(agent, { grant_type: JWT_BEARER, assertion });
      const consent = (await get(Delegations).givenBy(hr, id)).find(({ agentId }) => agentId === agent.id);
      if (!consent) throw new Error('the person consented to nothing');
      return { root, consent };
    },
    close: () => idp.stop(),
    /** The agent's own token. */
    credentials: (agent: KeyedAgent) => token(agent, { grant_type: 'client_credentials' }),
    /** Somebody hands the agent a token, and it gets one of its own for it (RFC 8693). */
    exchange: (agent: KeyedAgent, subject: string) =>
      token(agent, {
        grant_type: TOKEN_EXCHANGE,
        subject_token: subject,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      }),
  };
}
