import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GroupRow, People, type PersonFacts } from '@app/directory';
import { newId } from '@app/kernel';
import { openCompany } from '../support/hr.js';
import { hr } from '../support/world.js';

let company: Awaited<ReturnType<typeof openCompany>>;
let groups: GroupRow[];
beforeAll(async () => {
  company = await openCompany();
  groups = [await company.group(), await company.group()];
  const server = await company.server('files');
  await company.entitle({ groupId: groups[0]!.id }, server.reading);
});
afterAll(() => company.close());

const DAY = 86_400_000;
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

type Step = Readonly<{ verb: string; n: number }>;
const verbs =
  'rename title department manager relink off on leave back starts ends hold hold release release await confirm ' +
  'pass turn in out remove again same off-moved';
const step: fc.Arbitrary<Step> = fc.record({ verb: fc.constantFrom(...verbs.split(' ')), n: fc.nat(3) });

const stated: Readonly<Record<string, (n: number) => Partial<PersonFacts>>> = {
  rename: (n) => ({ displayName: `name ${n}` }),
  title: (n) => ({ attributes: { title: `title ${n}` } }),
  department: (n) => ({ attributes: { [enterprise]: { department: `d ${n}` } } }),
  manager: (n) => ({ managerId: `00000000-0000-7000-8000-00000000000${n}` }),
  off: () => ({ status: 'inactive' }),
  on: () => ({ status: 'active' }),
  leave: () => ({ onLeave: true }),
  back: () => ({ onLeave: false }),
  starts: (n) => ({ startsAt: n === 0 ? null : new Date(company.clock.at.getTime() + (n - 2) * DAY) }),
  ends: (n) => ({ endsAt: n === 0 ? null : new Date(company.clock.at.getTime() + (n - 1) * DAY) }),
  same: () => ({}),
  'off-moved': (n) => ({ status: 'inactive', attributes: { title: `title ${n}` }, managerId: null }),
};

/** One life; whoever is deleted may come back as somebody else. @returns everybody it was about */
async function live(steps: readonly Step[]): Promise<string[]> {
  const externalId = newId();
  const begin = () => company.join({ externalId, userName: externalId });
  let { id } = await begin();
  const all = [id];
  let gone = false;
  const write = (verb: string, n: number) =>
    company.db.write(hr, async (tx): Promise<unknown> => {
      const reference = `set-${n % 2}`;
      const hold = { cause: 'signal', reference, reason: 'test' } as const;
      const done =
        verb === 'hold'
          ? await company.lifecycle.hold(tx, id, hold)
          : verb === 'release'
            ? await company.lifecycle.release(tx, id, reference, 'test')
            : verb === 'await'
              ? await company.lifecycle.awaitConfirmation(tx, id, reference)
              : await company.lifecycle.confirm(tx, await company.app.get(People).locked(tx, id));
      return done || tx.unchanged(done);
    });
  for (const { verb, n } of steps) {
    const facts = stated[verb]?.(n);
    if (verb === 'again') {
      if (!gone) continue;
      ({ id } = await begin());
      all.push(id);
      gone = false;
    } else if (verb === 'pass') company.clock.pass(n);
    else if (verb === 'turn') await company.turn();
    else if (gone) continue;
    else if (facts) await company.change(id, facts);
    else if (verb === 'relink') await company.change(id, { externalId: n === 0 ? externalId : `${externalId}-${n}` });
    else if (verb === 'in') await company.move(groups[n % 2]!, [id]);
    else if (verb === 'out') await company.move(groups[n % 2]!, [], [id]);
    else if (verb === 'remove') {
      await company.remove(id);
      gone = true;
    } else await write(verb, n);
  }
  return all;
}

it('gives, from the log alone, the events that were stored as they happened [lifecycle.replay]', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      for (const id of await live(steps)) {
        for (const kind of await company.kinds(id)) seen.add(kind);
        expect(await company.replay(id)).toEqual([]);
      }
    }),
    { numRuns: 50, seed: 7 },
  );
  const every = ['joiner', 'mover', 'mover.manager', 'access_change', 'leaver', 'reinstated', 'rehire'];
  expect([...seen]).toEqual(expect.arrayContaining([...every, 'final_leaver', 'relink_alert']));
}, 120_000);

it('finds an event that the log does not give, and one that is missing [lifecycle.replay]', async () => {
  const { id } = await company.join();
  await company.write((tx) =>
    tx.query(
      `INSERT INTO lifecycle_event (id, person_id, kind, revision, changed, effects, at)
       VALUES ($1, $2, 'leaver', 1, '["status"]', '{}', now())`,
      [newId(), id],
    ),
  );
  expect(await company.replay(id)).toMatchObject([{ replayed: null, stored: { kind: 'leaver' } }]);
  const other = await company.join();
  await company.write((tx) =>
    tx.query(
      `INSERT INTO person_version (person_id, revision, snapshot, past, at)
       SELECT person_id, 2, snapshot || '{"present": false, "status": "inactive"}', '{}', now() FROM person_version
       WHERE person_id = $1`,
      [other.id],
    ),
  );
  expect(await company.replay(other.id)).toMatchObject([{ replayed: { kind: 'leaver' }, stored: null }]);
});
