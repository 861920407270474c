import { afterAll, beforeAll, expect, it } from 'vitest';
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
