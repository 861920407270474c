import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OidcRecords } from '@app/auth';
import { Browser, type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';

let house: ConnectingHouse;
let clientId: string;
beforeAll(async () => {
  house = await openConnectingHouse();
  clientId = (await house.client({ name: '<b>Terminal</b>' })).id;
});
afterAll(() => house?.close());

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
type Started = { device_code: string; user_code: string; verification_uri: string; expires_in: number };

async function start(over: Record<string, string> = {}): Promise<Started> {
  const body = new URLSearchParams({ client_id: clientId, scope: 'mcp:tools', ...over });
  const answer = await fetch(`${house.url}/oauth/device/auth`, { method: 'POST', body });
  return (await answer.json()) as Started;
}
const poll = (device_code: string) => house.token({ grant_type: DEVICE_CODE, client_id: clientId, device_code });

/** Types the code and confirms that it is on the person's own device; where that leads. */
async function typed(browser: Browser, userCode: string) {
  const input = await browser.go('/oauth/device');
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(input.text)?.[1] ?? '';
  const confirm = await browser.form('/oauth/device', { xsrf, user_code: userCode });
  return { confirm, sure: () => browser.form('/oauth/device', { xsrf, user_code: userCode, confirm: 'yes' }) };
}

async function decide(browser: Browser, userCode: string, decision: 'allow' | 'deny') {
  const { confirm, sure } = await typed(browser, userCode);
  const page = new URL((await sure()).location, house.url).pathname;
  const details = await browser.json<{ isDevice: boolean; client: { redirectHost: string | null } }>(
    'GET',
    `${page}/details`,
  );
  const { redirectTo } = await browser.json<{ redirectTo: string }>('POST', `${page}/decision`, { decision });
  return { confirm, details, done: await browser.go(redirectTo) };
}

describe('a device without a browser', () => {
  it('gets a token in the name of the person who typed its code [device.flow]', async () => {
    const { browser, personId } = await house.person();
    const { device_code, user_code, verification_uri, expires_in } = await start();
    expect({ verification_uri, expires_in }).toEqual({
      verification_uri: `${house.url}/oauth/device`,
      expires_in: 600,
    });
    expect(await poll(device_code)).toMatchObject({ status: 400, error: 'authorization_pending' });
    const { confirm, details, done } = await decide(browser, user_code, 'allow');
    expect(confirm.text).toContain('&lt;b&gt;Terminal');
    expect(confirm.text).toContain(user_code);
    expect(details).toMatchObject({ isDevice: true, client: { redirectHost: null } });
    expect(done).toMatchObject({ status: 200, text: expect.stringContaining('Device connected') });
    const answer = await poll(device_code);
    expect(decodeJwt(answer.access_token)).toMatchObject({ sub: personId, aud: `${house.url}/mcp` });
    expect((await house.call(answer.access_token)).text).toContain('42');
    expect(await house.refresh(clientId, answer.refresh_token)).toMatchObject({ status: 200 });
  });

  it('is told when the person does not want it [device.flow]', async () => {
    const { browser } = await house.person();
    const { device_code, user_code } = await start();
    await decide(browser, user_code, 'deny');
    expect(await poll(device_code)).toMatchObject({ status: 400, error: 'access_denied' });
  });

  it('redeems its code once of a hundred times at once [device.once]', async () => {
    const { browser } = await house.person();
    const { device_code, user_code } = await start();
    await decide(browser, user_code, 'allow');
    const all = await Promise.all(Array.from({ length: 100 }, () => poll(device_code)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = all.filter(({ status }) => status !== 200);
    expect(new Set(lost.map(({ status, error }) => `${status} ${error}`))).toEqual(new Set(['400 invalid_grant']));
  });

  it('acts for the one person of several who agreed first [device.once]', async () => {
    const { device_code, user_code } = await start();
    const codes = house.app.get(OidcRecords).adapter('DeviceCode');
    const waiting = (await codes.findByUserCode(user_code.replace('-', '')))!;
    expect(waiting.jti).toBe(device_code);
    const agree = (nth: number) => codes.upsert(device_code, { ...waiting, accountId: `person-${nth}` }, 600);
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, nth) => agree(nth)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps no code in clear text [device.user-code]', async () => {
    const { device_code, user_code } = await start();
    const { browser } = await house.person();
    const { sure } = await typed(browser, user_code);
    await sure();
    const kept = await house.sql<{ kept: string }>('SELECT payload::text AS kept FROM oidc_record');
    expect(kept.filter(({ kept: text }) => text.includes(device_code))).toEqual([]);
  });

  it('is found by its code only while it waits, and by nobody’s guess [device.user-code]', async () => {
    const { browser } = await house.person();
    const { user_code } = await start();
    await decide(browser, user_code, 'allow');
    for (const code of [user_code, 'BCDF-GHJK']) {
      const { confirm } = await typed(browser, code);
      expect(confirm.text).toContain('cannot be used');
    }
  });

  it('is confirmed from the page itself and nowhere else [device.user-code]', async () => {
    const { browser } = await house.person();
    const { user_code, device_code } = await start();
    await browser.go('/oauth/device');
    await browser.form('/oauth/device', { xsrf: 'guessed', user_code, confirm: 'yes' });
    expect(await poll(device_code)).toMatchObject({ error: 'authorization_pending' });
  });

  it('that asks for what is not ours is refused at once [device.flow]', async () => {
    expect(await start({ resource: 'https://elsewhere.example/mcp' })).toMatchObject({ error: 'invalid_target' });
  });
  it('that is confirmed without its page, or asked for by the wrong method, is a mistake of the caller [device.no-session]', async () => {
    const answers = [
      await fetch(`${house.url}/oauth/device`, { method: 'POST' }),
      await fetch(`${house.url}/oauth/device/auth`),
      await fetch(`${house.url}/oauth/device`, { method: 'POST', headers: { cookie: '_session=made-up' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(await answers[0]!.json()).toMatchObject({ error: 'invalid_request' });
  });
});
