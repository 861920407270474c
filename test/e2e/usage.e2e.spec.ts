import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessModule, SpentUsage, UsageStore, type Raise } from '@app/access';
import { AgentsModule } from '@app/agents';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { DEFAULT_TENANT, Refusal } from '@app/kernel';
import { surroundingsOf } from '../support/context.js';
import { openWorld } from '../support/world.js';

type World = Awaited<ReturnType<typeof openWorld>>;
let world: World;
let stores: UsageStore[];
let doer: { tenant: string; agentId: string; personId: string | null };
let person: string;
beforeAll(async () => {
  world = await openWorld(AccessModule, AgentsModule, DirectoryModule, FenceModule);
  stores = [0, 1].map(() => new UsageStore(surroundingsOf(world.database.url)));
  const owner = await world.person('ada');
  person = owner.id;
  doer = { tenant: DEFAULT_TENANT, agentId: (await world.agent(owner)).id, personId: null };
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.onApplicationShutdown()));
  await world?.close();
});

const calls = (window: 'session' | 'day') => ({
  unit: 'calls' as const,
  per: ['agent' as const],
  window: window === 'session' ? ('session' as const) : { every: 'day' as const, zone: 'Europe/Berlin' },
});
let keys = 0;
const fresh = (window: 'session' | 'day' = 'day') => {
  const asked = { key: `test ${(keys += 1)}`, counter: calls(window) };
  const by = (over: Partial<Raise> = {}): Raise => ({ ...asked, amount: 1, limit: null, seen: null, ...over });
  return { needs: { counters: [asked], called: false, marks: [] }, by, key: asked.key };
};
const at = (time: string): Date => new Date(`2026-06-01T${time}Z`);
const asking = { counters: [], called: true, marks: [] };

describe('what is used', () => {
  it('is raised up to the limit and not once more, by however many replicas at once [budgets.exact]', async () => {
    const { by, needs, key } = fresh();
    const tries = Array.from({ length: 120 }, (_, i) =>
      stores[i % 2]!.raise(doer.tenant, null, [by({ limit: 50 })], at('12:00:00')),
    );
    const said = await Promise.all(tries);
    expect(said.filter((each) => each === 'raised')).toHaveLength(50);
    expect(said.filter((each) => each === 'used-up')).toHaveLength(70);
    for (const store of stores) {
      expect((await store.lookUp(doer, needs, at('12:00:01'))).usage).toEqual({ [key]: 50 });
    }
  });

  it('is raised for all counters of a call or for none [budgets.all-or-none]', async () => {
    const [one, other] = [fresh(), fresh()];
    const both = [one.by({ limit: 10 }), other.by({ limit: 0 })];
    expect(await stores[0]!.raise(doer.tenant, null, both, at('12:00:00'))).toBe('used-up');
    expect((await stores[0]!.lookUp(doer, one.needs, at('12:00:00'))).usage).toEqual({ [one.key]: 0 });
  });

  it('is not raised from what somebody else has raised meanwhile [budgets.seen]', async () => {
    const { by } = fresh();
    const raise = (seen: number) => stores[0]!.raise(doer.tenant, null, [by({ seen })], at('12:00:00'));
    expect([await raise(0), await raise(0), await raise(1), await raise(7)]).toEqual([
      'raised',
      'overtaken',
      'raised',
      'overtaken',
    ]);
  });

  it('does not wait for another call that raises the same counters in another order [budgets.order]', async () => {
    const [one, other] = [fresh(), fresh()];
    const said = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        stores[i % 2]!.raise(
          doer.tenant,
          null,
          i % 2 ? [one.by(), other.by()] : [other.by(), one.by()],
          at('12:00:00'),
        ),
      ),
    );
    expect(new Set(said)).toEqual(new Set(['raised']));
  });

  it('begins anew with the day of the named time zone [budgets.window]', async () => {
    const { by, needs, key } = fresh();
    await stores[0]!.raise(doer.tenant, null, [by()], at('21:59:59')); // 23:59:59 in Berlin
    const used = async (time: string) => (await stores[1]!.lookUp(doer, needs, at(time))).usage[key];
    expect([await used('21:59:59'), await used('22:00:00')]).toEqual([1, 0]);
  });

  it('cannot be had when the database does not answer, and nothing else is said instead [budgets.fail-closed]', async () => {
    const lost = new UsageStore(surroundingsOf('postgres://nobody:x@127.0.0.1:1/none'));
    const { needs, by } = fresh();
    await expect(lost.lookUp(doer, needs, at('12:00:00'))).rejects.toThrow(Refusal);
    await expect(lost.raise(doer.tenant, null, [by()], at('12:00:00'))).rejects.toMatchObject({
      code: 'database.unavailable',
    });
    await lost.onApplicationShutdown();
  });
});

describe('a session', () => {
  const session = async (store: number, time: string, personId: string | null = null) =>
    (await stores[store]!.lookUp({ ...doer, personId }, asking, at(time))).session;

  it('is one for an agent and person on all replicas, and goes on while there are calls [session.activity]', async () => {
    const first = await session(0, '09:00:00');
    expect(first).not.toBeNull();
    expect(await session(1, '09:20:00')).toBe(first);
    expect(await session(0, '09:49:00')).toBe(first);
    expect(await session(0, '09:49:00', person)).not.toBe(first);
    const many = await Promise.all(Array.from({ length: 10 }, (_, i) => session(i % 2, '09:50:00')));
    expect(new Set(many)).toEqual(new Set([first]));
  });

  it('ends after thirty minutes without a call, and after twelve hours with them [session.end]', async () => {
    const first = await session(0, '10:00:00');
    expect(await session(1, '10:30:01')).not.toBe(first);
    const long = await session(0, '10:30:02');
    for (let minute = 50; minute < 12 * 60; minute += 20) {
      const time = new Date(at('10:00:00').getTime() + minute * 60_000).toISOString().slice(11, 19);
      expect(await session(minute % 2, time)).toBe(long);
    }
    expect(await session(0, '22:35:00')).not.toBe(long);
  });

  it('is kept by calls for which nothing is looked up [session.activity]', async () => {
    const first = await session(0, '23:00:00');
    stores[0]!.note(doer, at('23:29:00'));
    expect(await session(0, '23:50:00')).toBe(first);
    stores[0]!.note(doer, at('23:59:00'));
    // what the other replica reads is what was written down
    await (stores[0] as unknown as { sessions: { keep(): Promise<void> } }).sessions.keep();
    const later = (await stores[1]!.lookUp(doer, asking, new Date('2026-06-02T00:25:00Z'))).session;
    expect(later).toBe(first);
  });

  it('remembers on every replica what was called in it, and the next one does not [session.marks]', async () => {
    const tomorrow = (time: string) => new Date(`2026-06-03T${time}Z`);
    const { session: id } = await stores[0]!.lookUp(doer, asking, tomorrow('08:00:00'));
    await stores[0]!.mark(doer.tenant, id!, ['a pattern', 'another'], tomorrow('08:00:00'));
    await stores[1]!.mark(doer.tenant, id!, ['a pattern'], tomorrow('08:00:01'));
    const called = async (time: string) => (await stores[1]!.lookUp(doer, asking, tomorrow(time))).called;
    expect((await called('08:10:00'))?.toSorted()).toEqual(['a pattern', 'another']);
    expect(await called('09:00:00')).toEqual([]);
  });

  it('is swept away when nobody asks for it any more [budgets.sweep]', async () => {
    world.clock.at = new Date('2026-07-05T00:00:00Z');
    await world.app.get(SpentUsage).sweep();
    const left = await world.db.readEveryTenant((tx) =>
      tx.query(`SELECT FROM usage_counter UNION ALL SELECT FROM session_mark UNION ALL SELECT FROM agent_session`),
    );
    expect(left).toEqual([]);
  });
});
