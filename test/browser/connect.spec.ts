import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClientRules } from '@app/auth';
import { type BrowserHouse, openBrowserHouse, waitingClient } from './browser-house.js';
import { type Visit, absent, visit } from './chromium.js';

describe.skipIf(absent)('connecting a client in Chromium', () => {
  let house: BrowserHouse;
  let client: Awaited<ReturnType<typeof waitingClient>>;
  let reader: Visit;
  let page: Page;

  beforeAll(async () => {
    [house, client] = await Promise.all([openBrowserHouse(), waitingClient()]);
  });
  afterAll(async () => {
    client?.close();
    await house?.close();
  });
  beforeEach(async () => {
    reader = await visit();
    page = reader.page;
  });
  afterEach(() => reader.end());

  const see = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  /** What the client is told at the address that its code goes to. */
  const back = async (): Promise<URLSearchParams> => {
    await see('Back at the client');
    return new URL(page.url()).searchParams;
  };
  /** A signed-in reader before the client's request, `ms` after signing in. */
  const asked = async (over: Parameters<BrowserHouse['client']>[0] = {}, how: Record<string, string> = {}, ms = 0) => {
    const { personId, userName } = await house.person();
    const { id } = await house.client({ name: 'Desk', ...over });
    const request = house.asks(id, client.redirectUri, how);
    await page.goto(await house.link(personId));
    await see(userName);
    await page.waitForTimeout(ms);
    await page.goto(house.url + request.path);
    return { ...request, personId, userName, clientId: id };
  };

  it('says who asks, for whom and for what, warns of local clients, and leads back with a code [console.connect.allow]', async () => {
    const { userName, tokens } = await asked();
    await page.getByRole('heading', { name: 'Let Desk act for you?' }).waitFor();
    const words = (await page.textContent('main')) ?? '';
    for (const part of [userName, 'no domain', 'localhost', `${house.url}/mcp`, '8 hours']) {
      expect(words).toContain(part);
    }
    expect(words).toContain('any program on that computer can call itself Desk');
    await press('Allow');
    const said = await back();
    expect([said.get('state'), said.get('iss')]).toEqual(['st', `${house.url}/oauth`]);
    const { status, access_token } = await tokens(said.get('code') ?? '');
    expect(status).toBe(200);
    expect((await house.call(access_token)).text).toContain('42');
  });

  it('asks whoever is not signed in to do that first, and shows the request then [console.connect.sign-in]', async () => {
    const { personId, userName } = await house.person();
    const { id } = await house.client({ name: 'Desk' });
    await page.goto(house.url + house.asks(id, client.redirectUri).path);
    await page.getByRole('heading', { name: 'Sign in to connect Desk' }).waitFor();
    expect(await page.getByRole('button', { name: 'Allow' }).count()).toBe(0);
    reader.forgive(/401 .*\/api\/v1\/session$/);

    const other = await page.context().newPage();
    await other.goto(await house.link(personId));
    await other.getByText(userName).waitFor();
    await other.close();
    await press('I have signed in');
    await see('Let Desk act for you?');
    expect(await page.textContent('main')).toContain(userName);
    await press('Allow');
    expect((await back()).get('code')).toMatch(/.+/);
  });

  it('decides for nobody but whom it showed [console.connect.person]', async () => {
    const { userName } = await asked();
    await see('Let Desk act for you?');
    expect(await page.textContent('main')).toContain(userName);
    const other = await house.person();
    // signed in behind the page's back: it was not shown again since
    await page.evaluate(`fetch('/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: ${JSON.stringify(new URL(await house.link(other.personId)).hash.slice(1))} }) })`);
    await press('Allow');
    await page.getByRole('alert').filter({ hasText: 'Somebody signed in anew in this browser' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/interaction\//);
    reader.forgive(/403 .*\/decision$/);
    await page.reload();
    await see(other.userName);
  });

  it('tells the client when the reader does not want it [console.connect.deny]', async () => {
    await asked();
    await press('Deny');
    const said = await back();
    expect([said.get('error'), said.get('code')]).toEqual(['access_denied', null]);
  });

  it('says that no rule allows a client, and leads back without a code [console.connect.not-allowed]', async () => {
    await page.route('**/details', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), isAllowed: false } });
    });
    await asked();
    await see('Desk cannot be connected');
    expect(await page.getByRole('button', { name: 'Allow' }).count()).toBe(0);
    await press('Go back to the client');
    expect((await back()).get('error')).toBe('access_denied');
  });

  it('says so when the rule of a client ended meanwhile [console.connect.not-allowed]', async () => {
    const { clientId } = await asked();
    await see('Let Desk act for you?');
    const rules = house.app.get(ClientRules);
    const own = (await rules.list(house.operator)).find(({ value }) => value === clientId);
    await rules.end(house.operator, own?.id ?? '');
    await press('Allow');
    await see('No rule of your company allows this client');
    expect(await page.getByRole('button').count()).toBe(0);
    reader.forgive(/40[34] .*\/(decision|details)$/);
  });

  it.each([
    ['invalid_client', 'No rule of your company allows this client'],
    ['invalid_redirect_uri', 'an address that is not its own'],
    ['Call 0900', 'Start again from the client.'],
  ])('says why a request leads nowhere: %s [console.connect.not-allowed]', async (error, because) => {
    await page.goto(`${house.url}/not-connected?error=${encodeURIComponent(error)}`);
    await see(because);
    expect(await page.textContent('body')).not.toContain('0900');
  });

  it('says that an agent waits for approval before the client hears of it [console.connect.requested]', async () => {
    await asked({ requiresApproval: true });
    await see('Somebody must approve it before it can do anything.');
    await press('Allow');
    await see('Desk waits for approval');
    await page.getByRole('link', { name: 'Go back to Desk' }).click();
    const said = await back();
    expect([said.get('error'), said.get('code')]).toEqual(['access_denied', null]);
  });

  it('says so when a request is over [console.connect.over]', async () => {
    await asked();
    await see('Let Desk act for you?');
    const { pathname } = new URL(page.url());
    await press('Deny');
    await back();
    await page.goto(house.url + pathname);
    await see('This request is over');
    expect(await page.getByRole('button').count()).toBe(0);
    reader.forgive(/404 .*\/details$/);
  });

  it('leads to a fresh sign-in and back when the client asks for one [console.step-up]', async () => {
    const { personId } = await asked({}, { prompt: 'login' }, 1_100);
    await see('Let Desk act for you?');
    const here = new URL(page.url()).pathname;
    await press('Allow');
    await page.getByRole('alert').getByRole('link', { name: 'Sign in again' }).click();
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('step_up'), searchParams.get('return_to')]).toEqual(['/sign-in', 'true', here]);
    reader.forgive(/401 .*\/decision$/);

    await page.goto(await house.link(personId, here));
    await see('Let Desk act for you?');
    await press('Allow');
    expect((await back()).get('code')).toMatch(/.+/);
  });

  it('lists what the reader connected, and ends one after asking once more [console.connections]', async () => {
    const { tokens, clientId } = await asked();
    await press('Allow');
    const { access_token, refresh_token } = await tokens((await back()).get('code') ?? '');
    await page.goto(house.url);
    await page.getByRole('link', { name: 'Connected clients' }).click();
    const row = page.locator('tbody tr').filter({ hasText: 'Desk' });
    await row.getByText('Until').waitFor();

    const end = row.getByRole('button', { name: 'End Desk' });
    await end.press('Enter');
    const question = page.getByRole('dialog', { name: 'End Desk?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toBe('End Desk');
    expect((await house.call(access_token)).text).toContain('42');

    await end.click();
    await question.getByRole('button', { name: 'End it' }).click();
    await see('Desk can no longer act for you.');
    await row.getByText('No; it must ask you').waitFor();
    expect(await end.count()).toBe(0);
    expect((await house.call(access_token)).text).not.toContain('42');
    expect(await house.refresh(clientId, refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });
});
