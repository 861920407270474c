import { deepStrictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { calls, lookedUp } from '../../../../../test/support/access-calls.js';
import { monday, worlds } from '../../../../../test/support/access-worlds.js';
import { buildIndex, type CompiledIndex } from '../access-index.js';
import { decide } from '../decide.js';
import type { AccessFacts } from '../facts.js';
import type { Subjects } from './state.js';

vi.setConfig({ testTimeout: 120_000 });

const some = (prefix: string, n: number): fc.Arbitrary<string[]> =>
  fc.subarray(Array.from({ length: n }, (_, i) => `${prefix}${i}`));
type Told = Subjects & Readonly<{ kills: boolean }>;
const told: fc.Arbitrary<Told> = fc.record({
  agents: some('agent', 3),
  people: some('person', 3),
  profiles: fc.oneof(fc.constant([]), some('profile', 3)),
  servers: fc.oneof(fc.constant([]), some('server', 3)),
  tools: fc.oneof(fc.constant([]), some('tool', 6)),
  kills: fc.boolean(),
});
/** A delegation keeps the agent that it is for. */
const drawn = worlds.map((facts): AccessFacts => ({
  ...facts,
  delegations: facts.delegations.map((row) => {
    const [, n] = /^d(\d)$/.exec(row.id) ?? [];
    return n === undefined ? row : { ...row, agentId: `agent${Number(n) % 3}` };
  }),
}));
/** Sometimes something is gone from the later world. */
const later = fc
  .tuple(drawn, some('agent', 3), some('tool', 6), fc.nat(9))
  .map(([facts, agents, tools, often]): AccessFacts =>
    often > 2
      ? facts
      : {
          ...facts,
          agents: facts.agents.filter(({ id }) => !agents.includes(id)),
          tools: facts.tools.filter(({ id }) => !tools.includes(id)),
        },
  );

/** What the facts say of these subjects, and of nobody else. */
function ofThese(facts: AccessFacts, told: Told, these: boolean): AccessFacts {
  const among = (ids: readonly string[], id: string | null): boolean => id !== null && ids.includes(id) === these;
  const { agents, people, profiles, servers, tools } = told;
  return {
    agents: facts.agents.filter(({ id }) => among(agents, id)),
    agentGrants: facts.agentGrants.filter(({ agentId }) => among(agents, agentId)),
    delegations: facts.delegations.filter(({ agentId }) => among(agents, agentId)),
    people: facts.people.filter(({ id }) => among(people, id)),
    memberships: facts.memberships.filter(({ personId }) => among(people, personId)),
    assignments: facts.assignments.filter(({ personId, profileId }) =>
      personId === null ? among(profiles, profileId) : among(people, personId),
    ),
    profileGrants: facts.profileGrants.filter(({ profileId }) => among(profiles, profileId)),
    servers: facts.servers.filter(({ id }) => among(servers, id)),
    tools: facts.tools.filter(({ id }) => among(tools, id)),
    kills: told.kills === these ? facts.kills : [],
  };
}

function joined(a: AccessFacts, b: AccessFacts): AccessFacts {
  const both = Object.keys(a).map((key) => {
    const name = key as keyof AccessFacts;
    return [name, [...a[name], ...b[name]]];
  });
  return Object.fromEntries(both) as AccessFacts;
}

/** The same world, in which everything goes by UUIDs. */
function renamed<T>(value: T): T {
  if (typeof value === 'string' && /^(agent|person|profile|tool|server|group|d|ag|pg|as|k)(\d+|-.*)$/.test(value)) {
    const digits = createHash('sha256').update(value).digest('hex');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5') as T;
  }
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(renamed) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, renamed<unknown>(part)])) as T;
}

it('an index that was changed step by step answers as one built anew, and as the plain rule [access.incremental]', () => {
  let permitted = 0;
  fc.assert(
    fc.property(
      drawn,
      fc.array(fc.tuple(later, told), { minLength: 1, maxLength: 6 }),
      fc.array(calls, { minLength: 10, maxLength: 20 }),
      fc.boolean(),
      (first, changes, asked, named) => {
        const name: <T>(value: T) => T = named ? renamed : (value) => value;
        const index = buildIndex(name(first), monday);
        let facts = first;
        for (const [next, subjects] of changes) {
          const change = ofThese(next, subjects, true);
          facts = joined(ofThese(facts, subjects, false), change);
          const { kills, ...said } = name(change);
          index.apply({ of: name(subjects), facts: subjects.kills ? { ...said, kills } : said }, monday);
          const anew = buildIndex(name(facts), monday);
          for (const call of asked) {
            const one = name(lookedUp(call, index.needs(name(call), call)));
            const { agentId } = one;
            const answers = (of: CompiledIndex) => ({
              needs: of.needs(one, call),
              decision: of.decide(one),
              visible: of.visible(one, monday),
              ceiling: of.ceiling(agentId, monday),
            });
            deepStrictEqual(answers(index), answers(anew));
            deepStrictEqual(index.decide(one), decide(one, name(facts)));
            if (index.decide(one).effect !== 'deny') permitted += 1;
          }
        }
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
  expect(permitted).toBeGreaterThan(500);
});
