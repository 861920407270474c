import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, setUp } from '../../apps/cli/src/demo/set-up.js';
import { given } from '../../apps/cli/src/demo/stage.js';
import { story } from '../../apps/cli/src/demo/story.js';
import { cableTo } from './cable.js';
import { type Visit, absent, visit } from './chromium.js';

describe.skipIf(absent)('the console in Chromium', () => {
  let demo: Demo;
  let reader: Visit;
  let page: Page;

  beforeAll(async () => {
    if (!existsSync('dist/console/index.html')) throw new Error('build the console first: npm run build');
    demo = await setUp(path.resolve('dist/apps/cli/src/main.js'), process.env);
    for (const step of story.slice(0, 4)) await step.play(demo.stage);
  });
  afterAll(() => demo?.stop());
  beforeEach(async () => {
    reader = await visit();
    page = reader.page;
  });
  afterEach(() => reader.end());

  const forgive = (pattern: RegExp): void => reader.forgive(pattern);
  const adminLink = async (): Promise<string> =>
    (await demo.stage.surety('bootstrap-admin', 'root@example.com')).output.trim();
  const refusedCall = (): Promise<unknown> =>
    given(demo.stage, 'agent').with('2025-11-25', (session) => session.call('calculator__get-sum', { a: 777, b: 1 }));
  const see = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const rows = () => page.locator('tbody tr');

  it('says how to sign in to whoever is not signed in [console.sign-in.how]', async () => {
    await page.goto(`${demo.stage.url}/decisions`);
    await see('Sign in with the one-time link that');
    expect(await page.textContent('main')).toContain('surety bootstrap-admin');
    forgive(/401 .*\/api\/v1\/session$/);
  });

  it('signs in by a printed link once, and leaves no secret in the address [console.sign-in.once]', async () => {
    const link = await adminLink();
    await page.goto(link);
    await see('root@example.com');
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/');
    expect(await page.locator('.me').textContent()).toContain('admin');

    await page.goto(link);
    await see('This link no longer works');
    expect(page.url()).toBe(`${demo.stage.url}/sign-in`);
    forgive(/401 .*\/sign-in$/);
  });

  it('shows each agent with who answers for it, and its tools with the way to them [console.agents.explained]', async () => {
    await page.goto(await adminLink());
    const row = rows().filter({ hasText: 'invoice-bot' });
    await row.waitFor();
    const words = (await row.locator('td, th').allTextContents()).join(' | ');
    expect(words).toMatch(/invoice-bot.*autonomous \| Ada Lovelace \| Grace Hopper \| Active \| .* \| 2$/);

    await row.getByRole('button').press('Enter');
    const drawer = page.getByRole('dialog', { name: 'invoice-bot' });
    const usable = drawer.locator('section').filter({ hasText: 'May use' }).locator('.tools > li');
    const sum = usable.filter({ hasText: 'get-sum' });
    await sum.waitFor();
    expect(await sum.textContent()).toContain('Only if a ≤ 100 and a ≤ 1000');
    expect(await sum.textContent()).toMatch(/owner Ada Lovelace.*group Finance.*profile Finance assistant.*grant/);
    const write = usable.filter({ hasText: 'write_file' });
    expect(await write.textContent()).toContain('destructive');

    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toBe('invoice-bot');
  });

  it('shows a refused call with its reason while the page stays open [console.decisions.live]', async () => {
    await page.goto(await adminLink());
    await page.getByRole('link', { name: 'Decisions' }).click();
    await see('Live');
    await page.getByText('list_directory').first().waitFor();
    const before = await rows().count();
    await page.evaluate('window.sameDocument = true');

    await refusedCall();
    const newest = rows().first();
    await newest
      .filter({ hasText: 'The grant allows this only under conditions that this call does not meet.' })
      .waitFor();
    expect(await rows().count()).toBe(before + 1);
    expect(await newest.textContent()).toMatch(/Refused.*invoice-bot.*Ada Lovelace.*its owner.*get-sum on calculator/);
    expect(await page.evaluate('window.sameDocument')).toBe(true);

    await newest.getByRole('button').press('Enter');
    const details = await page.getByRole('dialog').textContent();
    expect(details).toContain('condition_unmet');
    expect(details).toContain(given(demo.stage, 'agent').id);
  });

  it('stands still while paused, and then shows what came meanwhile [console.decisions.pause]', async () => {
    await page.goto(await adminLink());
    await page.getByRole('link', { name: 'Decisions' }).click();
    await see('Live');
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await rows().count();
    await refusedCall();
    await page.getByRole('button', { name: 'Resume, 1 new' }).waitFor();
    expect(await rows().count()).toBe(before);
    await page.getByRole('button', { name: 'Resume' }).click();
    expect(await rows().count()).toBe(before + 1);
  });

  it('says so when it is no longer live, and misses nothing afterwards [console.decisions.stale]', async () => {
    const cable = await cableTo(() => demo.stage.url);
    try {
      const { hash } = new URL(await adminLink());
      await page.goto(`${cable.url}/sign-in${hash}`);
      await page.getByRole('link', { name: 'Decisions' }).click();
      await see('Live');
      await rows().first().waitFor();
      const before = await rows().count();

      cable.pull();
      await page.getByRole('alert').filter({ hasText: 'Not live.' }).waitFor();
      await refusedCall();
      cable.plugIn();
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await expect.poll(() => rows().count()).toBe(before + 1);
      await page.goto('about:blank');
      forgive(/net::ERR_/);
    } finally {
      await cable.stop();
    }
  });

  it('shows people without a role their own agents only [console.roles]', async () => {
    const { ada } = given(demo.stage, 'people');
    const admin = given(demo.stage, 'admin');
    const { link } = await admin.post<{ link: string }>(`/api/v1/people/${ada.id}/sign-in-links`);
    await page.goto(link);
    await rows().filter({ hasText: 'invoice-bot' }).waitFor();
    expect(await page.getByRole('link', { name: 'Decisions' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Connected clients' }).count()).toBe(1);
    expect(await page.locator('.me').textContent()).toContain('no role');
  });

  it('ends the session when the reader signs out [console.sign-out]', async () => {
    await page.goto(await adminLink());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await see('You are signed out');
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    forgive(/401 .*\/api\/v1\/session$/);
  });
});
