import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Profiles } from '@app/access';
import { type AccessHouse, openAccessHouse } from './access-house.js';
import { type Visit, absent, visit } from './chromium.js';

describe.skipIf(absent)('the catalogue and explanations in Chromium', () => {
  let house: AccessHouse;
  let reader: Visit;
  let page: Page;

  beforeAll(async () => {
    house = await openAccessHouse();
  });
  afterAll(() => house?.close());
  beforeEach(async () => {
    reader = await visit();
    page = reader.page;
  });
  afterEach(() => reader.end());

  const see = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const rows = (name: string) => page.getByRole('region', { name }).locator('tbody tr');
  const tools = () => rows('Tools, those held back first');
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const drawer = () => page.getByRole('dialog');
  const openDecision = (word: string): Promise<void> =>
    rows('Decisions, newest first').filter({ hasText: word }).first().getByRole('button').press('Enter');
  const openTool = async (name: string): Promise<string> => {
    await page.getByRole('button', { name, exact: true }).press('Enter');
    await drawer().getByRole('heading', { name: 'Definitions seen' }).waitFor();
    return (await drawer().textContent()) ?? '';
  };

  it('shows servers with who answers for them, and tools with risk, state and tags [console.catalogue.list]', async () => {
    const { personId } = await house.plain('pat@example.com');
    await page.goto(await house.link(personId));
    await page.getByRole('link', { name: 'Catalogue' }).click();
    const server = rows('Servers').filter({ hasText: 'payments' });
    await server.waitFor();
    const words = (await server.locator('td, th').allTextContents()).join(' | ');
    expect(words).toMatch(/^payments.*olga@example.com \| production \| confidential \| Healthy.* \| money$/);
    const row = tools().filter({ hasText: 'add' });
    expect(await row.textContent()).toMatch(/add.*math.*read.*said by a person.*Available.*none/);
    await see('nothing waits for a decision');
  });

  it('shows grants by pattern and by profile with what they limit [console.agents.grants]', async () => {
    const { browser, personId } = house.admin;
    await house.app.get(Profiles).assign(house.operator, house.profileId, { personId });
    const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
    const registration = { kind: 'autonomous', purpose: 'Pays', expiresAt: days(90), nextReviewAt: days(30) };
    const deputyId = house.owner.personId;
    const { id } = await browser.json<{ id: string }>('POST', '/api/v1/agents', {
      ...registration,
      name: 'pay-bot',
      deputyId,
    });
    const counter = { unit: 'calls', per: ['agent'], window: { every: 'day', zone: 'Europe/Berlin' } };
    const grant = {
      effect: 'allow',
      pattern: { server: house.serverId, name: 'pa*' },
      condition: { time: { zone: 'UTC', days: ['mon', 'tue', 'wed'] } },
      budget: { counter, limit: 20, exceeded: 'hold' },
      obligations: [{ redact: ['iban'] }],
    };
    const profile = { effect: 'allow', profileId: house.profileId };
    for (const body of [grant, profile]) {
      const { status } = await browser.json('POST', `/api/v1/agents/${id}/grants`, body);
      expect(status).toBe(201);
    }
    await page.goto(await house.link(personId, `/?agent=${id}`));
    const own = drawer().locator('section').filter({ hasText: 'Its own grants' });
    await own.getByText('tools named “pa*”, on payments').waitFor();
    const words = (await own.textContent()) ?? '';
    expect(words).toContain('Only if it is Monday to Wednesday (UTC)');
    expect(words).toContain('at most 20 calls a day (per agent, Europe/Berlin), then a person must approve');
    expect(words).toContain('iban is blanked out in the result');
    expect(words).toContain('profile Payers');
  });

  it('puts what changed first, with the difference and the grants that no longer fit, and lets its owner approve it [console.catalogue.decide]', async () => {
    const condition = { arg: 'note', op: 'prefix', value: 'INV-' } as const;
    const profiles = house.app.get(Profiles);
    const toolId = await house.toolId('pay');
    await house.change((offer) => {
      offer.hasNote = true;
      offer.description = 'Pays somebody.\nWith a note.';
    });
    await page.goto(await house.link(house.owner.personId, '/catalogue'));
    await see('1 held back for a decision');
    const first = tools().first();
    expect(await first.textContent()).toMatch(/^pay.*Held back.*it changed and waits for a decision/);
    const words = await openTool('pay');
    expect(words).toMatch(/description.*Pays somebody\..*\+ With a note\./);
    expect(words).toContain('inputSchema.properties.note');
    expect(words).toMatch(/profile Payers.*fits/);

    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('Notes are welcome.');
    await page.getByRole('checkbox').check();
    await press('Approve');
    await see('pay is approved.');
    await see('nothing waits for a decision');
    expect(await drawer().count()).toBe(0);

    await profiles.grant(house.operator, house.profileId, { toolId, effect: 'allow', condition });
    await house.change((offer) => (offer.hasNote = false));
    await press('Refresh');
    await see('1 held back for a decision');
    expect(await openTool('pay')).toMatch(/does not fit.*No longer fits:.*note/);
    await page.getByLabel('Reason').fill('Without the note again.');
    await page.getByRole('checkbox').first().check();
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    await page.getByRole('checkbox').last().check();
    await press('Approve');
    await see('pay is approved.');
  });

  it('refuses with a reason, asks for a fresh sign-in where one is needed, and shows the tool as refused [console.catalogue.refuse]', async () => {
    await house.change((offer) => offer.more.push('wipe'));
    await page.goto(await house.link(house.admin.personId, '/catalogue'));
    expect(await tools().first().textContent()).toMatch(/^wipe.*new, nobody has approved it/);
    expect(await openTool('wipe')).toContain('nobody has approved it yet');
    await page.route('**/refuse', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'session.step-up-required', title: 'This needs a fresh sign-in.' }),
      }),
    );
    await page.getByLabel('Reason').fill('Nobody asked for it.');
    await press('Refuse');
    const again = page.getByRole('alert').getByRole('link', { name: 'Sign in again' });
    expect(await again.getAttribute('href')).toBe(
      `/sign-in?step_up=true&return_to=${encodeURIComponent(`/catalogue?tool=${await house.toolId('wipe')}`)}`,
    );
    reader.forgive(/401 .*\/refuse$/);
    await page.unroute('**/refuse');
    await press('Refuse');
    await see('wipe stays held back.');
    await see('nothing waits for a decision');
    expect(await tools().filter({ hasText: 'wipe' }).textContent()).toContain('Refused');
    expect(await openTool('wipe')).toContain('Somebody looked at this one and refused it.');
    expect(await page.getByRole('button', { name: 'Refuse' }).count()).toBe(0);
  });

  it('offers a decision to nobody but those who answer for the server [console.catalogue.decide]', async () => {
    await house.change((offer) => (offer.description = 'Pays anybody.'));
    const { personId } = await house.plain('paula@example.com');
    await page.goto(await house.link(personId, `/catalogue?tool=${await house.toolId('pay')}`));
    await see('olga@example.com decides about it, or an administrator.');
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  it('says so when the catalogue could not be read, and keeps what it knew as old [console.catalogue.states]', async () => {
    await page.goto(await house.link(house.admin.personId, '/catalogue'));
    await tools().first().waitFor();
    await page.route('**/api/v1/tools', (route) => route.abort());
    await press('Refresh');
    await see('Not up to date.');
    expect(await tools().count()).toBeGreaterThan(0);
    await page.reload();
    await see('The catalogue could not be read');
    expect(await page.getByRole('table').count()).toBe(0);
    reader.forgive(/net::ERR_FAILED .*\/api\/v1\/tools$/);
  });

  it('explains a decision by its path, names the first missing link, and says whether the same comes out now [console.decisions.explain]', async () => {
    expect(await house.called('math__add')).toContain('42');
    await house.called('payments__pay');
    await page.goto(await house.link(house.admin.personId, '/decisions'));
    await openDecision('Allowed');
    await press('Explain');
    await see('The same comes out now.');
    const allowed = (await drawer().locator('.explanation').textContent()) ?? '';
    expect(allowed).toMatch(/agent .*person root@example.com.*profile clients.*grant/);
    expect(allowed).not.toContain('First missing link');
    await page.keyboard.press('Escape');

    await openDecision('Refused');
    await press('Explain');
    await see('The same comes out now.');
    expect(await drawer().locator('.explanation').textContent()).toMatch(
      /First missing link: The (agent|class of the agent) .*has no grant for this tool\./,
    );
  });

  it('does not take a failed explanation for none [console.decisions.explain]', async () => {
    await house.called('math__add');
    await page.goto(await house.link(house.admin.personId, '/decisions'));
    await openDecision('Allowed');
    await page.route('**/api/v1/decisions/explain', (route) => route.abort());
    await press('Explain');
    await see('The call could not be explained');
    expect(await page.getByText('comes out now').count()).toBe(0);
    reader.forgive(/net::ERR_FAILED .*\/explain$/);
    await page.unroute('**/api/v1/decisions/explain');
    await press('Try again');
    await see('The same comes out now.');
  });
});
