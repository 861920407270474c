import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { RegisteredClients } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';

let house: ConnectingHouse;
let clientId: string;
beforeAll(async () => {
  house = await openConnectingHouse();
  clientId = (await house.client()).id;
});
afterAll(() => house?.close());

const refused = { status: 400, error: 'invalid_grant' };
const connected = async (client = clientId, userName?: string, before = () => Promise.resolve()) => {
  await before();
  const person = await house.person(userName);
  return { ...person, ...(await house.tokens(person.browser, client)) };
};
const refreshTokens = (personId: string) =>
  house.sql<{ expires_at: Date; consumed_at: Date | null }>(
    `SELECT expires_at, consumed_at FROM oidc_record WHERE model = 'RefreshToken' AND account_id = $1 ORDER BY consumed_at`,
    [personId],
  );
const upkeep = (sql: string, values: unknown[]) =>
  house.app.get(Db).upkeep('every-tenant', (tx) => tx.query(sql, values));
const entries = async (type: string, subject: string): Promise<number> => {
  const all = 'SELECT type, subject FROM ledger_pending UNION ALL SELECT type, subject FROM ledger_entry';
  return (await house.sql(`SELECT FROM (${all}) e WHERE type = $1 AND subject = $2`, [type, subject])).length;
};

describe('a refresh token', () => {
  it('is good once and makes another one, with a token that opens the gateway [refresh.rotation]', async () => {
    const { refresh_token } = await connected();
    const second = await house.refresh(clientId, refresh_token);
    expect(second).toMatchObject({ status: 200, expires_in: 300 });
    expect(second.refresh_token).not.toBe(refresh_token);
    expect((await house.call(second.access_token)).text).toContain('42');
    expect(await house.refresh(clientId, second.refresh_token)).toMatchObject({ status: 200 });
  });

  it('that comes back ends its whole family [refresh.family]', async () => {
    const { refresh_token } = await connected();
    const second = await house.refresh(clientId, refresh_token);
    const third = await house.refresh(clientId, second.refresh_token);
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
    expect(await house.refresh(clientId, third.refresh_token)).toMatchObject(refused);
  });

  it('that comes back was copied: the access tokens of its family die with it [refresh.stolen]', async () => {
    const { refresh_token, personId } = await connected();
    const second = await house.refresh(clientId, refresh_token);
    expect((await house.call(second.access_token)).text).toContain('42');
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
    expect((await house.call(second.access_token)).status).toBe(401);
    expect(await entries('token.reused', personId)).toBe(1);
  });

  it('is rotated once of a hundred times at once, and the rest is told why [refresh.once]', async () => {
    const { refresh_token } = await connected();
    const all = await Promise.all(Array.from({ length: 100 }, () => house.refresh(clientId, refresh_token)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = all.filter(({ status }) => status !== 200);
    expect(new Set(lost.map(({ status, error }) => `${status} ${error}`))).toEqual(new Set(['400 invalid_grant']));
  });

  it('lives no longer for being rotated: eight hours from consent [refresh.lifetime]', async () => {
    const { refresh_token, personId } = await connected();
    await upkeep(
      `UPDATE oidc_record SET expires_at = expires_at - interval '2 hours', payload = jsonb_set(payload, '{exp}', to_jsonb((payload->>'exp')::int - 7200))
       WHERE model = 'RefreshToken' AND account_id = $1`,
      [personId],
    );
    await house.refresh(clientId, refresh_token);
    const hours = (await refreshTokens(personId)).map(
      ({ expires_at }) => (expires_at.getTime() - Date.now()) / 3_600_000,
    );
    expect(hours).toHaveLength(2);
    for (const left of hours) expect(left).toBeGreaterThan(5.9);
    for (const left of hours) expect(left).toBeLessThan(6.01);
  });

  it('belongs to its client [refresh.rotation]', async () => {
    const { refresh_token } = await connected();
    const { id } = await house.client({ name: 'Thief' });
    expect(await house.refresh(id, refresh_token)).toMatchObject(refused);
    expect(await house.refresh(clientId, refresh_token)).toMatchObject({ status: 200 });
  });

  it('gives no more than was agreed to [refresh.rotation]', async () => {
    const { refresh_token } = await connected();
    const wider = {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token,
      resource: `${house.url}/mcp/math`,
    };
    expect(await house.token(wider)).toMatchObject({ status: 400, error: 'invalid_target' });
  });

  it.each<[string, (personId: string, agentId: string) => Promise<unknown>, object]>([
    [
      'the agent is stopped',
      (_, agentId) => house.app.get(Agents, { strict: false }).kill(house.operator, agentId, 'test'),
      refused,
    ],
    [
      'the agent is retired',
      (_, agentId) => house.app.get(Agents, { strict: false }).retire(house.operator, agentId, 'test'),
      refused,
    ],
  ])('is nothing worth once %s [refresh.live]', async (_what, stop, answer) => {
    const { refresh_token, personId } = await connected();
    const [link] = await house.sql<{ agent_id: string }>('SELECT agent_id FROM agent_client WHERE person_id = $1', [
      personId,
    ]);
    await stop(personId, link!.agent_id);
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(answer);
  });

  it('from before its person was stopped stays dead when they are back [refresh.epoch]', async () => {
    const { refresh_token, personId, userName } = await connected();
    const standing = (how: 'restrict' | 'restore') =>
      house.app.get(Db).write(house.operator, async (tx) => {
        tx.record({ action: 'test.standing', subject: personId });
        const fence = house.app.get(Fence, { strict: false });
        await (how === 'restrict' ? fence.restrict(tx, [personId], 'suspended') : fence.restore(tx, [personId]));
      });
    await standing('restrict');
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
    const { refresh_token: other } = await connected(clientId, userName, () => standing('restore'));
    expect(await house.refresh(clientId, other)).toMatchObject({ status: 200 });
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
  });

  it('from before its agent was stopped stays dead when that runs again [refresh.agent-epoch]', async () => {
    const { refresh_token, personId, browser } = await connected();
    const [link] = await house.sql<{ agent_id: string }>('SELECT agent_id FROM agent_client WHERE person_id = $1', [
      personId,
    ]);
    const agents = house.app.get(Agents, { strict: false });
    await agents.kill(house.operator, link!.agent_id, 'its token was stolen');
    await agents.restart(house.operator, link!.agent_id, 'looked at it');
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
    const { refresh_token: other } = await house.tokens(browser, clientId);
    expect(await house.refresh(clientId, other)).toMatchObject({ status: 200 });
  });

  it('from before its person took their word back stays dead when they agree anew [refresh.epoch]', async () => {
    const { refresh_token, browser } = await connected();
    const [link] = await browser.list<{ agentId: string }>('/api/v1/me/connections');
    await browser.json('DELETE', `/api/v1/me/connections/${link!.agentId}`);
    const { refresh_token: other } = await house.tokens(browser, clientId);
    expect(await house.refresh(clientId, refresh_token)).toMatchObject(refused);
    expect(await house.refresh(clientId, other)).toMatchObject({ status: 200 });
  });

  it('is nothing worth once its client may not connect any more [refresh.live]', async () => {
    const { id } = await house.client({ name: 'Gone' });
    const { refresh_token } = await connected(id);
    await house.app.get(RegisteredClients).end(house.operator, id);
    expect(await house.refresh(id, refresh_token)).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});
