import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BreakGlassAccounts, type SignedIn } from '@app/auth';
import { newId } from '@app/kernel';
import { type BrowserHouse, openBrowserHouse } from './browser-house.js';
import { type Visit, absent, visit } from './chromium.js';

describe.skipIf(absent)('ways in, in Chromium', () => {
  let house: BrowserHouse;
  let idp: Awaited<ReturnType<BrowserHouse['idp']>>;
  let reader: Visit;
  let page: Page;

  beforeAll(async () => {
    house = await openBrowserHouse();
    idp = await house.idp('Corp Directory');
  });
  afterAll(async () => {
    await house?.close();
    await idp?.close();
  });
  beforeEach(async () => {
    reader = await visit();
    page = reader.page;
    idp.state.account = undefined;
  });
  afterEach(() => reader.end());

  const see = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const signedIn = async (): Promise<string> => {
    const { personId, userName } = await house.person();
    await page.goto(await house.link(personId));
    await see(userName);
    return personId;
  };

  it('offers the identity providers, and leads through one back to where the reader was [console.sign-in.providers]', async () => {
    const sub = newId();
    await idp.employee(sub);
    idp.state.account = { sub };
    await page.goto(`${house.url}/connections?x=1`);
    await page
      .getByRole('list', { name: 'Sign in with' })
      .getByRole('link', { name: 'Continue with Corp Directory' })
      .click();
    await see('Edith Clarke');
    expect(page.url()).toBe(`${house.url}/connections?x=1`);
    reader.forgive(/401 .*\/api\/v1\/session$/);
    expect(idp.state.asked.at(-1)?.get('prompt')).toBeNull();
  });

  it('asks the provider for a fresh proof where one is needed [console.sign-in.providers]', async () => {
    const sub = newId();
    await idp.employee(sub);
    idp.state.account = { sub, acr: 'strong' };
    await page.goto(`${house.url}/sign-in?step_up=true&return_to=/connections`);
    await see('Your session goes on.');
    await page.getByRole('link', { name: 'Continue with Corp Directory' }).click();
    await see('Edith Clarke');
    expect(page.url()).toBe(`${house.url}/connections`);
    expect(idp.state.asked.at(-1)?.get('prompt')).toBe('login');
  });

  it('says so when the providers could not be read [console.sign-in.providers]', async () => {
    await page.route('**/sign-in/providers', (route) => route.abort());
    await page.goto(`${house.url}/sign-in`);
    await see('The identity providers could not be read');
    await see('one-time link');
    reader.forgive(/net::ERR_FAILED .*\/sign-in\/providers$/);
    await page.unroute('**/sign-in/providers');
    await press('Try again');
    await see('Continue with Corp Directory');
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it.each([
    ['sign-in.person-unknown', 'Surety does not know you yet'],
    ['sign-in.person-inactive', 'You may not act now'],
    ['sign-in.attempt-unknown', 'This sign-in is over'],
    ['sign-in.denied', 'Your identity provider did not sign you in'],
    ['sign-in.step-up-unmet', 'That proof was not strong enough'],
  ])(
    'says why a provider\u2019s answer was refused, here %s, and how to go on [console.sign-in.refused]',
    async (code, title) => {
      await page.goto(`${house.url}/sign-in?refused=${code}&request=${newId()}&return_to=/connections`);
      await page.getByRole('alert').getByRole('heading', { name: title }).waitFor();
      expect(await page.getByRole('alert').textContent()).toContain(`Code ${code}, request 0`);
      const again = page.getByRole('link', { name: 'Continue with Corp Directory' });
      expect(await again.getAttribute('href')).toBe(`/sign-in/${idp.id}?return_to=%2Fconnections`);
    },
  );

  it('shows nothing that an address makes up [console.sign-in.refused]', async () => {
    await page.goto(`${house.url}/sign-in?refused=Call+0900+123&request=0900`);
    await see('You could not be signed in');
    expect(await page.textContent('body')).not.toContain('0900');
  });

  const refuse = (code: string) => (page_: Page) =>
    page_.route('**/api/v1/agents', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code, title: 'No.' }),
      }),
    );

  it('keeps the page when only a fresh sign-in is asked for, and leads to one [console.step-up]', async () => {
    await signedIn();
    await refuse('session.step-up-required')(page);
    await press('Refresh');
    await see('Not up to date.');
    expect(await page.getByRole('link', { name: 'Sign in again' }).getAttribute('href')).toBe(
      '/sign-in?step_up=true&return_to=%2F',
    );
    expect(await page.locator('.me').count()).toBe(1);
    await page.reload();
    await page.getByRole('alert').getByRole('link', { name: 'Sign in again' }).waitFor();
    expect(await page.locator('.me').count()).toBe(1);
    reader.forgive(/401 .*\/api\/v1\/agents$/);
  });

  it('closes the page when nobody is signed in any more [console.session-ended]', async () => {
    await signedIn();
    await refuse('sign-in.required')(page);
    await press('Refresh');
    await see('Your session has ended');
    expect(await page.locator('.me').count()).toBe(0);
    reader.forgive(/401 .*\/api\/v1\/agents$/);
  });

  it('registers a security key by its link once, and signs in with password and key [console.break-glass]', async () => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'usb', hasUserVerification: true, isUserVerified: true },
    });
    const accounts = house.app.get(BreakGlassAccounts);
    const { personId, name, password, link } = await accounts.make('glass-1');

    await page.goto(link);
    await see('Every use alarms all administrators');
    expect(page.url()).toBe(`${house.url}/break-glass`);
    await press('Register the key');
    await see('The security key is registered');
    await page.goto('about:blank');
    await page.goto(link);
    await press('Register the key');
    await see('This link no longer works');
    reader.forgive(/401 .*\/break-glass\/registration$/);

    await accounts.enable({ actor: house.operator, method: 'link' } as SignedIn, personId);
    await page.goto(`${house.url}/sign-in`);
    await page.getByRole('link', { name: 'Use a break-glass account' }).click();
    await see('Every use alarms all administrators');
    const signIn = async (secret: string): Promise<void> => {
      await page.getByLabel('Account').fill(name);
      await page.getByLabel('Password').fill(secret);
      await press('Continue with the security key');
    };
    await signIn('wrong');
    await page.getByRole('alert').filter({ hasText: 'This way in is closed' }).waitFor();
    reader.forgive(/401 .*\/sign-in\/break-glass$/);
    await signIn(` ${password} `);
    await page.locator('.me').filter({ hasText: 'security_operator' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });
});
