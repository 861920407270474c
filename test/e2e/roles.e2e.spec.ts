import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bootstrap, type Role, Roles } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { DEFAULT_TENANT, newId, person, system } from '@app/kernel';
import { openApi } from '../support/api.js';
import { SetClock } from '../support/set-clock.js';

const operator = system('test');
const clock = new SetClock();
const DAY = 86_400;
let api: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  api = await openApi(undefined, { clock });
});
afterAll(() => api.close());
beforeEach(() => {
  clock.seconds = 0;
});

const later = (seconds: number): string => new Date(clock.now().getTime() + seconds * 1000).toISOString();
const aPerson = async (): Promise<string> => {
  const { scim } = await api.aSource();
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `${newId()}@example.com`, active: true });
  return answer.json<{ id: string }>().id;
};
const give = (who: typeof api.admin, personId: string, role: Role, more: object = {}) =>
  who.as('POST', `/api/v1/people/${personId}/roles`, { role, reason: 'because', ...more });
const rolesNow = async (who: typeof api.admin): Promise<string[]> =>
  (await who.as('GET', '/api/v1/session')).json<{ roles: string[] }>().roles;
const end = (who: typeof api.admin, personId: string, id: string) =>
  who.as('POST', `/api/v1/people/${personId}/roles/${id}/end`, { reason: 'done' });
const entries = async (type: string): Promise<{ subject: string; d: Record<string, unknown> }[]> => {
  const rows = await api.app.get(Db).read(operator, (tx) =>
    tx.query<{ entry: string }[]>(
      `SELECT entry FROM (SELECT type, entry, at FROM ledger_pending UNION ALL SELECT type, entry, at FROM ledger_entry) e
       WHERE type = $1 ORDER BY at`,
      [type],
    ),
  );
  return rows.map(({ entry }) => JSON.parse(entry) as { subject: string; d: Record<string, unknown> });
};

describe('a role', () => {
  it('is given with reason and term, listed, and counts only within its term [auth.role.term]', async () => {
    const someone = await api.signedIn(await aPerson());
    const given = await give(api.admin, someone.personId, 'reviewer', { validFrom: later(60), validTo: later(120) });
    expect(given.statusCode).toBe(201);
    expect(given.json()).toMatchObject({
      role: 'reviewer',
      givenBy: `person:${api.admin.personId}`,
      reason: 'because',
    });
    for (const [seconds, held] of [
      [0, []],
      [61, ['reviewer']],
      [121, []],
    ] as const) {
      clock.seconds = seconds;
      expect([seconds, await rolesNow(someone)]).toEqual([seconds, held]);
    }
    const all = (await api.admin.as('GET', '/api/v1/roles')).json<{ personId: string }[]>();
    expect(all.map(({ personId }) => personId)).toContain(someone.personId);
  });

  it('was held by nobody before it was given, whatever they ask for [auth.role.not-backdated]', async () => {
    const [someone, before] = [await aPerson(), later(0)];
    const given = await give(api.admin, someone, 'reviewer', { validFrom: later(-DAY) });
    expect(given.statusCode).toBe(201);
    expect(given.json<{ validFrom: string }>().validFrom >= before).toBe(true);
  });

  it('ends at the next request, for good, and says by whom and why [auth.role.ended]', async () => {
    const someone = await api.signedIn(await aPerson());
    const { id } = (await give(api.admin, someone.personId, 'auditor')).json<{ id: string }>();
    expect((await someone.as('GET', '/api/v1/roles')).statusCode).toBe(200);
    expect((await end(api.admin, someone.personId, id)).statusCode).toBe(204);
    expect((await someone.as('GET', '/api/v1/roles')).problem()).toBe('role.missing');
    expect((await end(api.admin, someone.personId, id)).problem()).toBe('role.unknown');
    expect((await api.admin.as('GET', `/api/v1/people/${someone.personId}/roles`)).json()).toMatchObject([
      { id, endedBy: `person:${api.admin.personId}`, endedBecause: 'done' },
    ]);
    expect((await entries('role.ended')).at(-1)).toMatchObject({ subject: someone.personId, d: { role: 'auditor' } });
  });

  it('that has not begun can be taken back [auth.role.ended]', async () => {
    const someone = await api.signedIn(await aPerson());
    const { id } = (await give(api.admin, someone.personId, 'admin', { validFrom: later(DAY) })).json<{ id: string }>();
    expect((await end(api.admin, someone.personId, id)).statusCode).toBe(204);
    clock.seconds = DAY + 1;
    expect(await rolesNow(await api.signedIn(someone.personId))).toEqual([]);
  });

  it('is given by nobody to themselves, whatever the program says [auth.role.self]', async () => {
    const refused = await give(api.admin, api.admin.personId, 'auditor');
    expect([refused.statusCode, refused.problem()]).toEqual([403, 'role.self']);
    const oneself = person(api.admin.personId, DEFAULT_TENANT);
    await expect(api.app.get(Roles).give(oneself, api.admin.personId, 'reviewer')).rejects.toMatchObject({
      code: 'role.self',
    });
    expect(await rolesNow(api.admin)).toEqual(['admin']);
  });

  it.each([
    ['ends before it begins', { validFrom: later(200), validTo: later(100) }],
    ['has ended already', { validFrom: later(-200), validTo: later(-100) }],
  ])('that %s is refused [auth.role.term]', async (_, term) => {
    expect((await give(api.admin, await aPerson(), 'reviewer', term)).problem()).toBe('role.term-invalid');
  });

  it('needs a reason, a known role and a known person [auth.role.term]', async () => {
    const id = await aPerson();
    expect((await api.admin.as('POST', `/api/v1/people/${id}/roles`, { role: 'admin' })).statusCode).toBe(400);
    expect((await give(api.admin, id, 'root' as Role)).statusCode).toBe(400);
    expect((await give(api.admin, newId(), 'admin')).problem()).toBe('person.unknown');
  });

  it('is given once when two give it at the same time [auth.role.given-once]', async () => {
    const id = await aPerson();
    const answers = await Promise.all(Array.from({ length: 5 }, () => give(api.admin, id, 'security_operator')));
    expect(new Set(answers.map((answer) => answer.json<{ id: string }>().id)).size).toBe(1);
  });
});

describe('the last administrator', () => {
  const live = async (): Promise<{ id: string; personId: string }[]> =>
    (await api.app.get(Roles).list(operator)).filter(({ role, validTo }) => role === 'admin' && validTo === null);

  it('stays, also when two end each other at once, or the other is only here for a time [auth.role.last-admin]', async () => {
    for (const { id, personId } of await live()) {
      if (personId !== api.admin.personId) await end(api.admin, personId, id);
    }
    const [mine] = await live();
    expect((await end(api.admin, mine!.personId, mine!.id)).problem()).toBe('role.last-admin');
    const helper = await api.signedIn(await aPerson());
    await give(api.admin, helper.personId, 'admin', { validTo: later(DAY) });
    expect((await end(helper, mine!.personId, mine!.id)).problem()).toBe('role.last-admin');
    for (let round = 0; round < 10; round++) {
      const [one, two] = await Promise.all(
        [0, 1].map(async () => (await api.app.get(Bootstrap).admin(`${newId()}@example.com`)).personId),
      );
      for (const { id, personId } of await live()) {
        if (personId !== one && personId !== two) await api.app.get(Roles).end(operator, personId, id, 'test');
      }
      const ends = (await live()).map(({ id, personId }) => api.app.get(Roles).end(operator, personId, id, 'test'));
      const outcomes = await Promise.allSettled(ends);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await live()).toHaveLength(1);
    }
    await api.app.get(Roles).give(operator, api.admin.personId, 'admin');
  });

  it('is not somebody who may not act [auth.role.last-admin]', async () => {
    for (const { id, personId } of await live()) {
      if (personId !== api.admin.personId) await api.app.get(Roles).end(operator, personId, id, 'test');
    }
    const away = (await api.app.get(Bootstrap).admin(`${newId()}@example.com`)).personId;
    await api.app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.restricted', subject: away });
      await api.app.get(Fence).restrict(tx, [away], 'suspended');
    });
    const mine = (await live()).find(({ personId }) => personId === api.admin.personId)!;
    expect((await end(api.admin, mine.personId, mine.id)).problem()).toBe('role.last-admin');
  });
});

describe('an auditor', () => {
  it('reads, changes nothing, and what they read is recorded, once in ten minutes [auth.auditor.recorded]', async () => {
    const auditor = await api.signedIn(await aPerson());
    await api.app.get(Roles).give(operator, auditor.personId, 'auditor');
    const someone = await aPerson();
    const read = (path: string) => auditor.as('GET', path);
    for (let i = 0; i < 5; i++) await read('/api/v1/roles');
    await Promise.all([0, 1, 2].map(() => read(`/api/v1/people/${someone}/roles`)));
    await read(`/api/v1/people/${auditor.personId}/roles`);
    await read('/api/v1/session');
    const seen = async () =>
      (await entries('auditor.read')).filter(({ subject }) => subject === auditor.personId).map(({ d }) => d);
    const expected = [
      { method: 'GET', route: '/api/v1/roles', object: null },
      { method: 'GET', route: '/api/v1/people/:id/roles', object: someone },
      { method: 'GET', route: '/api/v1/people/:id/roles', object: auditor.personId },
    ];
    expect(await seen()).toEqual(expected);
    clock.seconds = 601;
    await read('/api/v1/roles');
    expect(await seen()).toHaveLength(4);
    expect((await give(auditor, someone, 'reviewer')).problem()).toBe('role.missing');
    expect((await auditor.as('DELETE', `/api/v1/people/${someone}/sessions`)).problem()).toBe('role.missing');
  });
});

it('agents are registered by agent owners only, where the installation wants it so [auth.role.agent-owner]', async () => {
  const strict = await openApi(undefined, { ownersNeedRole: true });
  const { scim } = await strict.aSource();
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `${newId()}@example.com`, active: true });
  const someone = await strict.signedIn(answer.json<{ id: string }>().id);
  const agent = { name: 'a', kind: 'autonomous', purpose: 'test', expiresAt: later(DAY), nextReviewAt: later(DAY) };
  const register = () => someone.as('POST', '/api/v1/agents', agent);
  expect((await register()).problem()).toBe('role.missing');
  await strict.app.get(Roles).give(operator, someone.personId, 'agent_owner');
  expect((await register()).statusCode).toBe(201);
  expect((await someone.as('GET', '/api/v1/agents')).json<unknown[]>()).toHaveLength(1);
  expect((await someone.as('GET', '/api/v1/decisions')).problem()).toBe('role.missing');
  await strict.close();
});
