import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { Db } from '@app/database';
import { type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';
import { oauthAt } from '../support/oauth.js';

let house: ConnectingHouse;
beforeAll(async () => {
  house = await openConnectingHouse();
});
afterAll(() => house?.close());

it('revoking a refresh token ends its family and the access tokens of that consent, and no others [auth.revocation.family]', async () => {
  const oauth = oauthAt(house.url);
  const { id } = await house.client();
  const [ada, eve] = [await house.person(), await house.person()];
  const [hers, others] = [await house.tokens(ada.browser, id), await house.tokens(eve.browser, id)];
  const active = async (token: string) =>
    (await oauth.post<{ active: boolean }>('/token/introspection', { token, client_id: id })).body.active;
  const status = async (token: string) => (await house.call(token)).status;
  expect(await Promise.all([hers, others].map((one) => status(one.access_token)))).toEqual([200, 200]);
  expect(await Promise.all([hers.access_token, hers.refresh_token].map(active))).toEqual([true, true]);

  const renewed = await house.refresh(id, hers.refresh_token);
  expect(renewed.status).toBe(200);
  expect((await oauth.post('/token/revocation', { token: renewed.refresh_token, client_id: id })).status).toBe(200);

  expect(await house.refresh(id, renewed.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await Promise.all([hers, renewed, others].map((one) => status(one.access_token)))).toEqual([401, 401, 200]);
  expect(await Promise.all([renewed.access_token, renewed.refresh_token, others.access_token].map(active))).toEqual([
    false,
    false,
    true,
  ]);
});

it('introspection knows that a refresh token is dead, although its agent runs again [auth.introspection.state]', async () => {
  const oauth = oauthAt(house.url);
  const { id } = await house.client();
  const { browser, personId } = await house.person();
  const { refresh_token: token } = await house.tokens(browser, id);
  const active = async () =>
    (await oauth.post<{ active: boolean }>('/token/introspection', { token, client_id: id })).body.active;
  expect(await active()).toBe(true);
  const [link] = await house.sql<{ agent_id: string }>('SELECT agent_id FROM agent_client WHERE person_id = $1', [
    personId,
  ]);
  const agents = house.app.get(Agents, { strict: false });
  await agents.kill(house.operator, link!.agent_id, 'test');
  await agents.restart(house.operator, link!.agent_id, 'test');
  expect(await active()).toBe(false);
});

it('introspection believes no delegation that has ended, whatever the clocks say [auth.introspection.state]', async () => {
  const oauth = oauthAt(house.url);
  const { id } = await house.client();
  const { browser, personId } = await house.person();
  const { access_token: token } = await house.tokens(browser, id);
  const active = async () =>
    (await oauth.post<{ active: boolean }>('/token/introspection', { token, client_id: id })).body.active;
  expect(await active()).toBe(true);
  await house.app.get(Db).write(house.operator, async (tx) => {
    tx.record({ action: 'test.ended', subject: personId });
    // as if the clock of whoever ended it were ahead of ours
    await tx.query(`UPDATE delegation SET ended_because = 'test' WHERE person_id = $1`, [personId]);
  });
  expect(await active()).toBe(false);
});
