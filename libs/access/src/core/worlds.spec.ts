import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { buildIndex } from './access-index.js';
import type { Condition } from './condition.js';
import { decide } from './decide.js';
import type { AccessRequest } from './decision.js';
import type { AccessFacts, Effect } from './facts.js';

/** Small worlds, so that everything meets everything: 2 agents, people, groups and profiles, 3 tools, 2 tenants. */
const at = new Date('2026-06-01T00:00:00Z');
const day = (n: number): Date => new Date(at.getTime() + n * 86_400_000);
const among = (prefix: string, n: number) => fc.integer({ min: 0, max: n - 1 }).map((i) => `${prefix}${i}`);
const interval = fc.constantFrom(
  { validFrom: day(-9), validTo: null },
  { validFrom: day(-9), validTo: null },
  { validFrom: day(-9), validTo: day(-1) },
  { validFrom: day(-9), validTo: day(1) },
  { validFrom: day(1), validTo: null },
);
const test: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    arg: fc.constantFrom('n', 'x'),
    op: fc.constantFrom('lt', 'gte'),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ arg: fc.constant('s'), op: fc.constant('prefix'), value: fc.constantFrom('a', 'ab') }),
);
const condition = fc.option(
  fc.oneof(
    test,
    fc.record({ all: fc.array(test, { maxLength: 2 }) }),
    fc.record({ any: fc.array(test, { maxLength: 2 }) }),
  ),
  { freq: 1 },
);
const args = fc.record(
  { n: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant('1')), s: fc.constantFrom('a', 'abc', '') },
  { requiredKeys: [] },
);
const ids = <T extends object>(prefix: string, rows: readonly T[]) =>
  rows.map((row, i) => ({ ...row, id: `${prefix}${i}` }));
const grant = (effects: readonly Effect[]) => ({
  toolId: among('tool', 3),
  effect: fc.constantFrom(...effects),
  condition,
  definitionHash: fc.constantFrom('h1', 'h1', 'h1', 'h0'),
  interval,
});
const flat = <T extends { interval: object }>(rows: readonly T[]) =>
  rows.map(({ interval: span, ...row }) => ({ ...row, ...span }));

const worldOf = (effects: readonly Effect[]): fc.Arbitrary<AccessFacts> =>
  fc
    .record({
      agents: fc.array(
        fc.record({
          kind: fc.constantFrom('autonomous', 'delegated'),
          ownerId: among('person', 2),
          deputyId: fc.constantFrom('person0', 'person0', null),
        }),
        { minLength: 2, maxLength: 2 },
      ),
      tools: fc.array(
        fc.record({
          risk: fc.constantFrom('read', 'read', 'write', 'unknown'),
          state: fc.constantFrom('available', 'available', 'available', 'held', 'removed'),
          approvedHash: fc.constant('h1'),
        }),
        { minLength: 3, maxLength: 3 },
      ),
      disabled: fc.boolean(),
      agentGrants: fc.array(fc.record({ agentId: among('agent', 2), ...grant(effects) }), {
        minLength: 3,
        maxLength: 12,
        size: 'max',
      }),
      memberships: fc.array(fc.record({ groupId: among('group', 2), personId: among('person', 2), interval }), {
        maxLength: 8,
      }),
      assignments: fc.array(
        fc.record({ profileId: among('profile', 2), to: fc.oneof(among('person', 2), among('group', 2)), interval }),
        { minLength: 2, maxLength: 8, size: 'max' },
      ),
      profileGrants: fc.array(fc.record({ profileId: among('profile', 2), ...grant(effects) }), {
        minLength: 3,
        maxLength: 12,
        size: 'max',
      }),
    })
    .map((raw) => ({
      agents: ids('agent', raw.agents).map((agent) => ({ ...agent, tenant: 't0' })) as AccessFacts['agents'],
      servers: [
        { id: 'server0', tenant: 't0', name: 'a', status: 'active' },
        { id: 'server1', tenant: 't0', name: 'b', status: raw.disabled ? 'disabled' : 'active' },
        { id: 'server2', tenant: 't1', name: 'a', status: 'active' },
      ],
      tools: ids('tool', raw.tools).map((tool, i) => ({
        ...tool,
        serverId: i === 2 ? 'server1' : 'server0',
        name: i === 1 ? 'name1' : 'name0',
        definition: null,
      })) as AccessFacts['tools'],
      agentGrants: ids('ag', flat(raw.agentGrants)) as unknown as AccessFacts['agentGrants'],
      memberships: flat(raw.memberships) as unknown as AccessFacts['memberships'],
      assignments: ids('as', flat(raw.assignments)).map(({ to, ...row }) => ({
        ...row,
        personId: to.startsWith('person') ? to : null,
        groupId: to.startsWith('group') ? to : null,
      })) as unknown as AccessFacts['assignments'],
      profileGrants: ids('pg', flat(raw.profileGrants)) as unknown as AccessFacts['profileGrants'],
    }));

/** Without a way from somebody to something hardly any generated call would be allowed, and the properties would be idle. */
const span = { validFrom: day(-9), validTo: null };
const reaching = { ...span, effect: 'allow', condition: null, definitionHash: 'h1' } as const;
const withSpine = (facts: AccessFacts): AccessFacts => ({
  ...facts,
  agents: facts.agents.map((agent, i) => (i === 0 ? { ...agent, ownerId: 'person0' } : agent)),
  memberships: [...facts.memberships, { ...span, groupId: 'group0', personId: 'person0' }],
  assignments: [...facts.assignments, { ...span, id: 'as-', profileId: 'profile0', personId: null, groupId: 'group0' }],
  agentGrants: [...facts.agentGrants, { ...reaching, id: 'ag-', agentId: 'agent0', toolId: 'tool0' }],
  profileGrants: [...facts.profileGrants, { ...reaching, id: 'pg-', profileId: 'profile0', toolId: 'tool0' }],
});
const mostly = (world: fc.Arbitrary<AccessFacts>) => fc.oneof(world, world.map(withSpine), world.map(withSpine));
const anyWorld = mostly(worldOf(['allow', 'allow', 'allow', 'allow', 'hold', 'deny']));
const withoutDeny = mostly(worldOf(['allow', 'allow', 'hold']));
const request: fc.Arbitrary<AccessRequest> = fc.record({
  agentId: fc.oneof(
    { weight: 5, arbitrary: fc.constant('agent0') },
    { weight: 4, arbitrary: among('agent', 2) },
    { weight: 1, arbitrary: fc.constant('nobody') },
  ),
  personId: fc.option(among('person', 2), { freq: 1 }),
  serverName: fc.constantFrom('a', 'a', 'b'),
  toolName: among('name', 2),
  args,
  at: fc.constantFrom(at, day(2)),
});
const runs = { numRuns: 1000 };
vi.setConfig({ testTimeout: 60_000 });
const permitted = (asked: AccessRequest, facts: AccessFacts): boolean => decide(asked, facts).effect !== 'deny';

it('index and plain rule agree on every world, to the last step of the path [access.index-agrees]', () => {
  let allowed = 0;
  fc.assert(
    fc.property(anyWorld, fc.array(request, { minLength: 5, maxLength: 10 }), (facts, asked) => {
      const index = buildIndex(facts, at);
      for (const one of asked) {
        const plain = decide(one, facts);
        expect(index.decide(one)).toEqual(plain);
        if (plain.effect !== 'deny') allowed += 1;
      }
    }),
    runs,
  );
  expect(allowed).toBeGreaterThan(150);
});

/** Written again from the words of the rule alone: may this person, by whatever way, use the tool with no deny? */
function entitled(personId: string, toolId: string, facts: AccessFacts, when: Date): boolean {
  const live = ({ validFrom, validTo }: { validFrom: Date; validTo: Date | null }): boolean =>
    validFrom <= when && (validTo === null || when < validTo);
  const groups = new Set(
    facts.memberships.filter((m) => m.personId === personId && live(m)).map(({ groupId }) => groupId),
  );
  const profiles = new Set(
    facts.assignments
      .filter((a) => live(a) && (a.personId === personId || (a.groupId !== null && groups.has(a.groupId))))
      .map(({ profileId }) => profileId),
  );
  const grants = facts.profileGrants.filter((g) => g.toolId === toolId && profiles.has(g.profileId) && live(g));
  return (
    grants.some((g) => g.effect !== 'deny' && g.definitionHash === 'h1') &&
    !grants.some((g) => g.effect === 'deny' && g.condition === null)
  );
}

it('nothing is permitted beyond the owner or the acting person [access.ceiling]', () => {
  fc.assert(
    fc.property(anyWorld, request, (facts, asked) => {
      const decision = decide(asked, facts);
      if (decision.effect === 'deny') return;
      const owner = facts.agents.find(({ id }) => id === asked.agentId)!.ownerId;
      const toolId = decision.tool!.id;
      expect(entitled(owner, toolId, facts, asked.at)).toBe(true);
      expect(asked.personId === null || entitled(asked.personId, toolId, facts, asked.at)).toBe(true);
    }),
    runs,
  );
});

it('nobody gets anything without a grant, and a deny that matches always stands [access.default-deny] [access.deny-wins]', () => {
  fc.assert(
    fc.property(anyWorld, request, (facts, asked) => {
      expect(permitted(asked, { ...facts, agentGrants: [] })).toBe(false);
      expect(permitted(asked, { ...facts, profileGrants: [] })).toBe(false);
      const decision = decide(asked, facts);
      if (decision.effect === 'deny') return;
      const forbid = { ...span, id: 'zz', toolId: decision.tool!.id, effect: 'deny', condition: null } as const;
      const against = [...facts.agentGrants, { ...forbid, agentId: asked.agentId, definitionHash: 'h0' }];
      expect(decide(asked, { ...facts, agentGrants: against }).code).toBe('denied_by_grant');
    }),
    runs,
  );
});

it('taking away any link never adds a call, where nothing denies [access.narrows]', () => {
  const without = <T>(rows: readonly T[], at: number): T[] => rows.toSpliced(at % Math.max(rows.length, 1), 1);
  const kinds = ['agentGrants', 'memberships', 'assignments', 'profileGrants'] as const;
  fc.assert(
    fc.property(withoutDeny, request, fc.constantFrom(...kinds), fc.nat(), (facts, asked, kind, n) => {
      const less = { ...facts, [kind]: without<unknown>(facts[kind], n) };
      expect(permitted(asked, less) && !permitted(asked, facts)).toBe(false);
    }),
    runs,
  );
});

it('taking away a grant that permits never adds a call, whatever else there is [access.narrows]', () => {
  fc.assert(
    fc.property(anyWorld, request, fc.nat(), (facts, asked, n) => {
      const permitting = facts.agentGrants.filter(({ effect }) => effect !== 'deny');
      const gone = permitting[n % Math.max(permitting.length, 1)];
      const less = { ...facts, agentGrants: facts.agentGrants.filter((row) => row !== gone) };
      expect(permitted(asked, less) && !permitted(asked, facts)).toBe(false);
    }),
    runs,
  );
});

it('every decision names its grants, or what is missing [access.explains]', () => {
  fc.assert(
    fc.property(anyWorld, request, (facts, asked) => {
      const { effect, grantIds, path } = decide(asked, facts);
      if (effect === 'deny' && path.at(-1)?.step === 'missing') return;
      const named = path.filter(({ step }) => step === 'grant').map(({ id }) => id);
      expect(named.length).toBeGreaterThan(0);
      for (const id of grantIds) expect(named).toContain(id);
    }),
    runs,
  );
});

it('lists exactly the tools for which some call is permitted, and nothing else [access.visible]', () => {
  fc.assert(
    fc.property(anyWorld, among('agent', 2), fc.option(among('person', 2)), args, (facts, agentId, personId, given) => {
      const seen = new Set(
        buildIndex(facts, at)
          .visible(agentId, personId, at)
          .map(({ tool }) => tool.id),
      );
      for (const tool of facts.tools) {
        const serverName = tool.serverId === 'server0' ? 'a' : 'b';
        const asked = { agentId, personId, serverName, toolName: tool.name, args: given, at };
        expect(permitted(asked, facts) && !seen.has(tool.id)).toBe(false);
        const agentHolds = facts.agentGrants.some((g) => g.agentId === agentId && g.toolId === tool.id);
        expect(seen.has(tool.id) && !agentHolds).toBe(false);
      }
    }),
    runs,
  );
});
