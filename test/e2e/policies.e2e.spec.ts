import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessAsCode, Explanations } from '@app/access';
import { Groups, type PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { chainWorld, type KeyedAgent } from '../support/chain-world.js';
import { startOffice } from '../support/office-servers.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr } from '../support/world.js';

/** Every file of examples/policies, applied as it stands, and then asked over the wire. */
const folder = new URL('../../examples/policies/', import.meta.url);
const called: { server: string; tool: string; args: unknown }[] = [];
const asked = new Set<string>();
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let world: Awaited<ReturnType<typeof chainWorld>>;
let offices: Awaited<ReturnType<typeof startOffice>>[];

beforeAll(async () => {
  house = await openWholeHouse();
  world = await chainWorld(house);
  const [payments, production, staging, crm] = (offices = await Promise.all([
    startOffice('payments', called),
    startOffice('sql', called),
    startOffice('sql', called),
    startOffice('crm', called),
  ])) as [Office, Office, Office, Office];
  await world.server('payments', payments.url);
  await world.server('sql-production', production.url);
  await world.server('sql-staging', staging.url);
  await world.server('crm', crm.url);
}, 120_000);
type Office = Awaited<ReturnType<typeof startOffice>>;
afterAll(async () => {
  await world?.close();
  await house?.close();
  await Promise.all((offices ?? []).map((office) => office.stop()));
});

const apply = (name: string) => {
  asked.add(name);
  const text = readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
  return world.get(AccessAsCode).apply(hr, text, { reason: 'example', allowWidening: true, file: `${name}.yaml` });
};
/** The one member of the group, and the agent that the policy names. */
async function staff(group: string, name: string, kind: 'autonomous' | 'delegated' = 'autonomous') {
  const person = await world.person();
  await world.db.write(hr, async (tx) => {
    const { id } = await world.get(Groups).add(tx, person.sourceId, { displayName: group, externalId: null });
    await world.get(Fence).touch(tx, [person.id]);
    await world.get(Groups).addMembers(tx, id, [person.id]);
    tx.record({ action: 'world.furnished', subject: 'test' });
  });
  return { person, agent: await world.agent(person, { name, kind }) };
}
type Result = { isError?: boolean; _meta?: Record<string, { code?: string }> };
type Answer = { effect: string; code: string | number | undefined; status: number; challenge: string };
async function call(bearer: string, name: string, args: object = {}): Promise<Answer> {
  const before = called.length;
  const sent = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const { result, error } = (await sent.json().catch(() => ({}))) as { result?: Result; error?: { code: number } };
  const code = result?._meta?.['surety.dev/decision']?.code ?? error?.code;
  const isServed = called.length > before;
  // what the gateway says is what the server saw
  expect(isServed).toBe(result !== undefined && result.isError !== true);
  return {
    effect: isServed ? 'served' : 'refused',
    code,
    status: sent.status,
    challenge: sent.headers.get('www-authenticate') ?? '',
  };
}
async function listed(bearer: string): Promise<string[]> {
  const sent = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  const { result } = (await sent.json()) as { result: { tools: { name: string }[] } };
  return result.tools.map(({ name }) => name).toSorted();
}
const own = (agent: KeyedAgent) => world.credentials(agent);
const served = { effect: 'served' };
const refused = (code: string) => ({ effect: 'refused', code });
const charge = { amount: 10, currency: 'EUR', customer: 'c1' };

describe('the policies of examples/policies [access.policies]', () => {
  it('read-only-persona: retrieve_balance yes, create_charge no', async () => {
    const { agent } = await staff('Finance', 'balance-bot');
    await apply('read-only-persona');
    const bearer = await own(agent);
    expect(await call(bearer, 'payments__retrieve_balance', { account: 'a' })).toMatchObject(served);
    expect((await call(bearer, 'payments__create_charge', charge)).effect).toBe('refused');
    expect(await listed(bearer)).toEqual(['payments__retrieve_balance']);
  });

  it('engineering-environments: reads production, writes only to staging', async () => {
    const { agent } = await staff('Engineering', 'schema-bot');
    await apply('engineering-environments');
    const bearer = await own(agent);
    expect(await call(bearer, 'sql-production__query', { table: 't' })).toMatchObject(served);
    expect(await call(bearer, 'sql-staging__query', { table: 't' })).toMatchObject(served);
    expect(await call(bearer, 'sql-staging__execute', { statement: 's' })).toMatchObject(served);
    expect((await call(bearer, 'sql-production__execute', { statement: 's' })).effect).toBe('refused');
  });

  it('assigned-accounts: only those of the acting person', async () => {
    const { agent, person } = await staff('Sales', 'sales-desk', 'delegated');
    const numbered = (row: Pick<PersonRow, 'id'>, number: string) =>
      world.db.write(hr, async (tx) => {
        await world.get(Fence).touch(tx, [row.id]);
        await tx.query('UPDATE person SET employee_number = $2 WHERE id = $1', [row.id, number]);
        tx.record({ action: 'world.furnished', subject: 'test' });
      });
    await numbered(person, 'e-1');
    await apply('assigned-accounts');
    const { root } = await world.actFor(person, agent);
    expect(await call(root, 'crm__list_accounts', { ownerId: 'e-1' })).toMatchObject(served);
    expect(await call(root, 'crm__list_accounts', { ownerId: 'e-2' })).toMatchObject(refused('condition_unmet'));
    await numbered(person, 'e-2');
    expect(await call(root, 'crm__list_accounts', { ownerId: 'e-1' })).toMatchObject(refused('condition_unmet'));
  });

  it('records-per-session: a hundred, then a person is asked', async () => {
    const { agent } = await staff('Marketing', 'campaign-bot');
    await apply('records-per-session');
    const bearer = await own(agent);
    expect(await call(bearer, 'crm__search_contacts', { limit: 60 })).toMatchObject(served);
    expect(await call(bearer, 'crm__search_contacts', { limit: 40 })).toMatchObject(served);
    expect(await call(bearer, 'crm__search_contacts', { limit: 1 })).toMatchObject(refused('budget_exhausted'));
    // a new token is no new session
    expect(await call(await own(agent), 'crm__search_contacts', { limit: 1 })).toMatchObject(
      refused('budget_exhausted'),
    );
  });

  it('fresh-mfa: an old or weak sign-in is asked to step up', async () => {
    const { agent, person } = await staff('Treasury', 'treasury-desk', 'delegated');
    await apply('fresh-mfa');
    const now = Math.floor(Date.now() / 1000);
    const as = async (signIn: object) => (await world.actFor(person, agent, signIn)).root;
    const ask = (bearer: string) => call(bearer, 'payments__retrieve_balance', { account: 'a' });
    for (const signIn of [
      { auth_time: now - 3600, acr: 'mfa' },
      { auth_time: now - 10, acr: 'pwd' },
    ]) {
      const { effect, status, challenge } = await ask(await as(signIn));
      expect({ effect, status }).toEqual({ effect: 'refused', status: 401 });
      expect(challenge).toContain('error="insufficient_user_authentication"');
      expect(challenge).toContain('max_age="300"');
    }
    expect(await ask(await as({ auth_time: now - 10, acr: 'mfa' }))).toMatchObject(served);
  });

  it('business-hours: by the clocks in Berlin, at any time of the year', async () => {
    const { agent } = await staff('Support', 'support-bot');
    await apply('business-hours');
    const now = new Date();
    const shown = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    const parts = Object.fromEntries(shown.formatToParts(now).map(({ type, value }) => [type, value]));
    const isOpen =
      !['Sat', 'Sun'].includes(parts['weekday']!) && Number(parts['hour']) >= 9 && Number(parts['hour']) < 17;
    const bearer = await own(agent);
    expect(await call(bearer, 'crm__search_contacts', { limit: 1 })).toMatchObject(
      isOpen ? served : { effect: 'refused' },
    );
    // the decision of any other time, from the same rows
    const question = { agentId: agent.id, serverName: 'crm', toolName: 'search_contacts', args: { limit: 1 } };
    const at = (time: string) => world.get(Explanations).explain(hr, { ...question, at: new Date(`${time}Z`) });
    const days = Array.from({ length: 350 }, (_, i) => new Date(now.getTime() + (i + 1) * 86_400_000));
    const mondayIn = (month: number): string =>
      days
        .find((day) => day.getUTCDay() === 1 && day.getUTCMonth() === month)!
        .toISOString()
        .slice(0, 10);
    const [winter, summer] = [mondayIn(0), mondayIn(6)];
    expect((await at(`${winter}T08:30:00`)).effect).toBe('allow');
    expect((await at(`${winter}T07:30:00`)).effect).toBe('deny');
    expect((await at(`${summer}T07:30:00`)).effect).toBe('allow');
    expect((await at(`${summer}T15:30:00`)).effect).toBe('deny');
  });

  it('tables: customers yes, financials no', async () => {
    const { agent } = await staff('Analysts', 'churn-bot');
    await apply('tables');
    const bearer = await own(agent);
    expect(await call(bearer, 'sql-production__query', { table: 'customers' })).toMatchObject(served);
    for (const args of [{ table: 'financials' }, { table: 'customers ' }, { table: ['customers'] }, {}]) {
      expect(await call(bearer, 'sql-production__query', args)).toMatchObject({ effect: 'refused' });
    }
  });

  it('agent-servers: its owner everything, the agent one server', async () => {
    const { agent, person } = await staff('Operations', 'crm-bot');
    await apply('agent-servers');
    const other = await world.agent(person);
    const bearer = await own(agent);
    expect(await call(bearer, 'crm__search_contacts', { limit: 1 })).toMatchObject(served);
    expect((await call(bearer, 'payments__retrieve_balance', { account: 'a' })).effect).toBe('refused');
    expect((await listed(bearer)).every((name) => name.startsWith('crm__'))).toBe(true);
    expect(await listed(await own(other))).toEqual([]);
  });

  it('destructive-held: waits for a person', async () => {
    const { agent } = await staff('Platform', 'platform-bot');
    await apply('destructive-held');
    const bearer = await own(agent);
    expect(await call(bearer, 'payments__create_charge', charge)).toMatchObject(served);
    expect(await call(bearer, 'payments__delete_customer', { customer: 'c' })).toMatchObject(refused('held'));
    expect(await call(bearer, 'sql-staging__execute', { statement: 's' })).toMatchObject(refused('held'));
  });

  it('safe-variant: fixed and bounded arguments, and nothing of the tool it is made from', async () => {
    const { agent } = await staff('Cashiers', 'cashier-bot');
    await apply('safe-variant');
    await apply('safe-variant-granted');
    const bearer = await own(agent);
    expect(await call(bearer, 'payments__charge_small', { amount: 20, customer: 'c1' })).toMatchObject(served);
    expect(called.at(-1)).toEqual({
      server: 'payments',
      tool: 'create_charge',
      args: { amount: 20, currency: 'EUR', customer: 'c1' },
    });
    for (const args of [
      { amount: 21, customer: 'c' },
      { amount: 1, currency: 'USD', customer: 'c' },
      { amount: 1, customer: 'c', note: 'n' },
    ]) {
      expect(await call(bearer, 'payments__charge_small', args)).toMatchObject({ effect: 'refused' });
    }
    expect((await call(bearer, 'payments__create_charge', charge)).effect).toBe('refused');
    expect(await listed(bearer)).toEqual(['payments__charge_small']);
  });

  it('daily-cap: three a day', async () => {
    const { agent } = await staff('Billing', 'billing-bot');
    await apply('daily-cap');
    const bearer = await own(agent);
    for (let i = 0; i < 3; i++) expect(await call(bearer, 'payments__create_charge', charge)).toMatchObject(served);
    expect(await call(bearer, 'payments__create_charge', charge)).toMatchObject(refused('budget_exhausted'));
  });

  it('deny-wins: an allow from another profile does not help', async () => {
    const { agent } = await staff('Accounting', 'ledger-bot');
    await apply('deny-wins');
    const bearer = await own(agent);
    expect(await call(bearer, 'payments__retrieve_balance', { account: 'a' })).toMatchObject(served);
    expect(await call(bearer, 'payments__create_charge', charge)).toMatchObject({ effect: 'refused' });
    expect(await listed(bearer)).toEqual(['payments__retrieve_balance']);
  });

  it('are all of them, and applied again change nothing', async () => {
    const files = readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [name.replace('.yaml', '')] : []));
    expect([...asked].toSorted()).toEqual(files.toSorted());
    for (const name of files) expect([name, (await apply(name)).changes]).toEqual([name, []]);
  });
});
