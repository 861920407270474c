import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { Bootstrap } from '@app/auth';
import { Db } from '@app/database';
import { FenceReplica } from '@app/fence';
import { newId, system } from '@app/kernel';
import { type KeyedAgent, keyedAgent, oauthAt } from '../support/oauth.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let oauth: ReturnType<typeof oauthAt>;
let ownerId: string;

beforeAll(async () => {
  house = await openWholeHouse();
  oauth = oauthAt(house.url);
  ownerId = (await house.app.get(Bootstrap).admin('ada@example.com')).personId;
});
afterAll(() => house.close());

const anAgent = () => keyedAgent(house.app, ownerId);
const tokenOf = async (agent: KeyedAgent) => (await oauth.token(agent)).body.access_token!;
const revoke = async (agent: KeyedAgent, token: string) =>
  oauth.post('/token/revocation', { token, ...(await oauth.proven(agent)) });
const ask = async (agent: KeyedAgent, token: string) =>
  oauth.post<Record<string, unknown>>('/token/introspection', { token, ...(await oauth.proven(agent)) });
const knock = async (token: string): Promise<number> => {
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  await answer.text();
  return answer.status;
};

describe('revocation of an access token', () => {
  it('ends exactly that token, at the gateway, when it returns [auth.revocation.token]', async () => {
    const agent = await anAgent();
    const [one, other] = [await tokenOf(agent), await tokenOf(agent)];
    expect([await knock(one), await knock(other)]).toEqual([200, 200]);
    const answer = await revoke(agent, one);
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect([await knock(one), await knock(other)]).toEqual([401, 200]);
    expect((await revoke(agent, one)).status).toBe(200); // RFC 7009 §2.2: also what is no longer one
  });

  it('does not make replicas read the index of access again [auth.revocation.topic]', async () => {
    const agent = await anAgent();
    const [head] = await house.app.get(Db).read(operator, (tx) => tx.query<{ seq: string }[]>('SELECT seq FROM fence'));
    await revoke(agent, await tokenOf(agent));
    const topics = await house.app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<{ topic: string }[]>('SELECT DISTINCT topic FROM fence_change WHERE seq > $1', [head!.seq]),
      );
    expect(topics).toEqual([{ topic: 'tokens' }]);
    expect(house.app.get(FenceReplica).seq).toBeGreaterThan(Number(head!.seq));
  });

  it('is for its own client only [auth.revocation.own]', async () => {
    const [agent, stranger] = [await anAgent(), await anAgent()];
    const token = await tokenOf(agent);
    expect((await revoke(stranger, token)).status).toBe(200);
    expect(await knock(token)).toBe(200);
    const unproven = await oauth.post('/token/revocation', { token, client_id: agent.id });
    expect(unproven).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await knock(token)).toBe(200);
  });

  it('is no error for what is no token [auth.revocation.unknown]', async () => {
    const agent = await anAgent();
    for (const token of ['nonsense', 'a.b.c', (await tokenOf(agent)).slice(0, -4) + 'AAAA']) {
      expect((await revoke(agent, token)).status).toBe(200);
    }
  });

  it('of one token a hundred times at once is one entry in the ledger and never an error [auth.revocation.token]', async () => {
    const agent = await anAgent();
    const token = await tokenOf(agent);
    const answers = await Promise.all(Array.from({ length: 100 }, () => revoke(agent, token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const entries = await house.app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<object[]>(
          `SELECT FROM (SELECT type, subject FROM ledger_pending UNION ALL SELECT type, subject FROM ledger_entry) e WHERE type = 'token.revoked' AND subject = $1`,
          [agent.id],
        ),
      );
    expect(entries).toHaveLength(1);
  });
});

describe('introspection of an access token', () => {
  it('says what the token says, while it opens something [auth.introspection.state]', async () => {
    const agent = await anAgent();
    const token = await tokenOf(agent);
    expect(await ask(agent, token)).toMatchObject({
      status: 200,
      body: {
        active: true,
        iss: oauth.issuer,
        sub: agent.id,
        client_id: agent.id,
        aud: `${house.url}/mcp`,
        scope: 'mcp:tools',
        token_type: 'Bearer',
        sub_profile: 'ai_agent',
      },
    });
    expect((await ask(agent, token)).body).not.toHaveProperty('iga');
    await revoke(agent, token);
    expect((await ask(agent, token)).body).toEqual({ active: false });
  });

  it('is false from the moment the agent stops, and for good after it runs again [auth.introspection.state]', async () => {
    const [agent, other] = [await anAgent(), await anAgent()];
    const agents = house.app.get(Agents, { strict: false });
    const token = await tokenOf(agent);
    expect((await ask(agent, token)).body['active']).toBe(true);
    await agents.kill(operator, agent.id, 'test');
    await agents.restart(operator, agent.id, 'test');
    expect((await ask(agent, token)).body).toEqual({ active: false });
    expect((await ask(agent, await tokenOf(agent))).body['active']).toBe(true);
    expect((await ask(other, await tokenOf(agent))).body).toEqual({ active: false }); // not its own
    expect((await ask(agent, newId())).body).toEqual({ active: false });
  });
});
