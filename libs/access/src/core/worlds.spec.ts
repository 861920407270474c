import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { buildIndex } from './access-index.js';
import type { Condition } from './condition.js';
import { decide } from './decide.js';
import { type AccessRequest, type DecisionCode, alone } from './decision.js';
import type { AccessFacts, AgentFacts, Effect } from './facts.js';

/** Small worlds, so that everything meets everything: 3 agents, 2 people, groups and profiles, 3 tools, 2 tenants. */
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
  { freq: 2 },
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
const kill = fc
  .constantFrom(
    ['tenant', 't1'],
    ['tenant', 't0'],
    ['owner', 'person0'],
    ['owner', 'person1'],
    ['agent', 'agent0'],
    ['agent', 'agent2'],
    ['server', 'server0'],
    ['server', 'server1'],
    ['tool', 'tool0'],
    ['tool', 'tool1'],
  )
  .chain(([scope, targetId]) => fc.record({ scope: fc.constant(scope), targetId: fc.constant(targetId), interval }));
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
          parentId: fc.constantFrom(null, null, null, 'agent0', 'agent1'),
          ceilingId: fc.constantFrom(null, null, null, 'profile0', 'profile1'),
        }),
        { minLength: 3, maxLength: 3 },
      ),
      tools: fc.array(
        fc.record({
          risk: fc.constantFrom('read', 'read', 'write', 'unknown'),
          state: fc.constantFrom('available', 'available', 'available', 'held', 'removed'),
          approvedHash: fc.constant('h1'),
        }),
        { minLength: 3, maxLength: 3 },
      ),
      disabled: fc.constantFrom(null, null, null, null, 'server0', 'server1'),
      agentGrants: fc.array(fc.record({ agentId: among('agent', 3), ...grant(effects) }), {
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
      delegations: fc.array(
        fc.record({ from: fc.oneof(among('person', 2), among('agent', 3)), agentId: among('agent', 3), interval }),
        { minLength: 2, maxLength: 8, size: 'max' },
      ),
      kills: fc.oneof(
        { weight: 1, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(kill, { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map((raw) => ({
      agents: ids('agent', raw.agents).map((agent) => ({ ...agent, tenant: 't0' })) as AccessFacts['agents'],
      servers: [
        { id: 'server0', tenant: 't0', name: 'a', status: raw.disabled === 'server0' ? 'disabled' : 'active' },
        { id: 'server1', tenant: 't0', name: 'b', status: raw.disabled === 'server1' ? 'disabled' : 'active' },
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
      delegations: ids('d', flat(raw.delegations)).map(({ from, ...row }) => ({
        ...row,
        personId: from.startsWith('person') ? from : null,
        fromAgentId: from.startsWith('agent') ? from : null,
      })) as unknown as AccessFacts['delegations'],
      kills: ids('k', flat(raw.kills)).map((row) => ({
        ...row,
        tenant: row.targetId === 't1' ? 't1' : 't0',
      })) as unknown as AccessFacts['kills'],
    }));

/** Without a way from somebody to something hardly any generated call would be allowed, and the properties would be idle. */
const span = { validFrom: day(-9), validTo: null };
const reaching = { ...span, effect: 'allow', condition: null, definitionHash: 'h1' } as const;
const withSpine = (facts: AccessFacts): AccessFacts => ({
  ...facts,
  agents: facts.agents.map((agent, i) => ({
    ...agent,
    parentId: i > 0 && agent.parentId !== `agent${i}` ? agent.parentId : null,
    ownerId: 'person0',
    ...(i === 0 ? { ceilingId: null } : {}),
  })),
  memberships: [...facts.memberships, { ...span, groupId: 'group0', personId: 'person0' }],
  assignments: [...facts.assignments, { ...span, id: 'as-', profileId: 'profile0', personId: null, groupId: 'group0' }],
  agentGrants: [
    ...facts.agentGrants,
    ...['agent0', 'agent1', 'agent2'].map((agentId) => ({
      ...reaching,
      id: `ag-${agentId}`,
      agentId,
      toolId: 'tool0',
    })),
  ],
  delegations: [
    ...facts.delegations,
    { ...span, id: 'd-p', personId: 'person0', fromAgentId: null, agentId: 'agent0' },
    { ...span, id: 'd-1', personId: null, fromAgentId: 'agent0', agentId: 'agent1' },
    { ...span, id: 'd-2', personId: null, fromAgentId: 'agent1', agentId: 'agent2' },
  ],
  profileGrants: [...facts.profileGrants, { ...reaching, id: 'pg-', profileId: 'profile0', toolId: 'tool0' }],
});
/** The same with nothing that narrows the agents, so that chains of several are allowed something, too. */
const withWideSpine = (facts: AccessFacts): AccessFacts => {
  const world = withSpine({ ...facts, kills: [] });
  const bare = { ceilingId: null, deputyId: 'person0' } as const;
  return { ...world, agents: world.agents.map((agent) => ({ ...agent, ...bare })) };
};
const mostly = (world: fc.Arbitrary<AccessFacts>) => fc.oneof(world, world.map(withSpine), world.map(withWideSpine));
const anyWorld = mostly(worldOf(['allow', 'allow', 'allow', 'allow', 'hold', 'deny']));
const withoutDeny = mostly(worldOf(['allow', 'allow', 'hold']));
const every = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd-p', 'd-1', 'd-2'];
const spineChain = fc.constantFrom(['agent0'], ['agent1', 'agent0'], ['agent2', 'agent1', 'agent0']);
const chain: fc.Arbitrary<string[]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<string[]>(['agent0'], ['agent0'], ['agent1', 'agent0'], ['agent2', 'agent1', 'agent0']),
  },
  { weight: 5, arbitrary: fc.uniqueArray(among('agent', 3), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<string[]>(['nobody'], ['agent0', 'nobody'], []) },
);
const caller = fc
  .record({
    chain,
    personId: fc.oneof(fc.constantFrom(null, 'person0'), fc.option(among('person', 2), { freq: 2 })),
    delegations: fc.oneof(fc.constant(every), fc.constant(every), fc.subarray(every)),
  })
  .map((one) => ({ ...one, agentId: one.chain[0] ?? 'agent0' }));
const asking = fc.record({
  serverName: fc.constantFrom('a', 'a', 'b'),
  toolName: among('name', 2),
  args,
  at: fc.constantFrom(at, day(2)),
});
/** Along the spine, where something is allowed more often than elsewhere. */
const likely = { delegations: every, serverName: 'a', toolName: 'name0', at } as const;
const request: fc.Arbitrary<AccessRequest> = fc
  .tuple(caller, asking, spineChain, fc.constantFrom(null, 'person0'), fc.boolean())
  .map(([who, what, ids, personId, isLikely]) => ({
    ...who,
    ...what,
    ...(isLikely ? { ...likely, chain: ids, agentId: ids[0] ?? '', personId } : {}),
  }));
const runs = { numRuns: 1000 };
vi.setConfig({ testTimeout: 60_000 });
const permitted = (asked: AccessRequest, facts: AccessFacts): boolean => decide(asked, facts).effect !== 'deny';

const codes: DecisionCode[] = [
  ...([
    'allowed',
    'held',
    'no_grant',
    'agent_no_grant',
    'owner_no_grant',
    'person_no_grant',
    'condition_unmet',
  ] as const),
  ...(['denied_by_grant', 'definition_changed', 'tool_unavailable', 'server_disabled', 'deputy_missing'] as const),
  ...(['delegation_missing', 'above_ceiling'] as const),
  ...(['agent_killed', 'owner_killed', 'server_killed', 'tool_killed', 'tenant_killed'] as const),
];

it('index and plain rule agree on every world, to the last step of the path [access.index-agrees]', () => {
  const said = new Map<string, number>();
  fc.assert(
    fc.property(anyWorld, fc.array(request, { minLength: 5, maxLength: 10 }), (facts, asked) => {
      const index = buildIndex(facts, at);
      for (const one of asked) {
        const plain = decide(one, facts);
        expect(index.decide(one)).toEqual(plain);
        said.set(plain.code, (said.get(plain.code) ?? 0) + 1);
      }
    }),
    { numRuns: 2000 },
  );
  // a rule that no world asks is not measured
  expect(codes.filter((code) => !said.has(code))).toEqual([]);
  expect((said.get('allowed') ?? 0) + (said.get('held') ?? 0)).toBeGreaterThan(300);
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

/** Written again, too: the agents of the chain and all that one of them is a part of. */
function everybody(chainIds: readonly string[], facts: AccessFacts): AgentFacts[] {
  const ids = new Set(chainIds);
  for (let size = 0; size < ids.size;) {
    size = ids.size;
    for (const { id, parentId } of facts.agents) if (ids.has(id) && parentId !== null) ids.add(parentId);
  }
  return facts.agents.filter(({ id }) => ids.has(id));
}

it('nothing is permitted beyond the owners or the acting person [access.ceiling]', () => {
  fc.assert(
    fc.property(anyWorld, request, (facts, asked) => {
      const decision = decide(asked, facts);
      if (decision.effect === 'deny') return;
      const toolId = decision.tool!.id;
      for (const { ownerId } of everybody(asked.chain, facts)) {
        expect(entitled(ownerId, toolId, facts, asked.at)).toBe(true);
      }
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
      for (const { id: agentId } of everybody(asked.chain, facts)) {
        const against = [...facts.agentGrants, { ...forbid, agentId, definitionHash: 'h0' }];
        expect(decide(asked, { ...facts, agentGrants: against }).code).toBe('denied_by_grant');
      }
    }),
    runs,
  );
});

it('taking away any link never adds a call, where nothing denies [access.narrows]', () => {
  const without = <T>(rows: readonly T[], at: number): T[] => rows.toSpliced(at % Math.max(rows.length, 1), 1);
  const kinds = ['agentGrants', 'memberships', 'assignments', 'profileGrants', 'delegations', 'agents'] as const;
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

/** Does the chain hold, by the words of the rule: everybody known, and a live delegation of the token for every link? */
function holds({ chain: ids, personId, delegations, at: when }: AccessRequest, facts: AccessFacts): boolean {
  const known = new Set(facts.agents.map(({ id }) => id));
  if (ids.length === 0 || everybody(ids, facts).some(({ parentId }) => parentId !== null && !known.has(parentId)))
    return false;
  const live = facts.delegations.filter(
    (d) => delegations.includes(d.id) && d.validFrom <= when && (d.validTo === null || when < d.validTo),
  );
  return ids.every((id, i) => {
    const from = ids[i + 1];
    if (!known.has(id)) return false;
    if (from === undefined) return personId === null || live.some((d) => d.personId === personId && d.agentId === id);
    const isPart = facts.agents.find((agent) => agent.id === id)?.parentId === from;
    return isPart || live.some((d) => d.fromAgentId === from && d.agentId === id);
  });
}

it('what a chain may is the intersection of what all its sides may alone [access.chain]', () => {
  let allowed = 0;
  fc.assert(
    fc.property(anyWorld, fc.array(request, { minLength: 3, maxLength: 6 }), (facts, asks) => {
      for (const asked of asks) {
        const each = everybody(asked.chain, facts);
        // a person's own right, seen through an agent that itself may everything
        const lens = (ownerId: string): AgentFacts => ({
          ...facts.agents[0]!,
          ...free,
          id: 'lens',
          ownerId,
          ceilingId: null,
        });
        const sides = [
          ...each.map((agent) => ({ id: agent.id, agent: { ...agent, ...free, deputyId: agent.deputyId } })),
          ...(asked.personId === null ? [] : [{ id: 'lens', agent: lens(asked.personId) }]),
        ];
        const mayAlone = sides.every(({ id, agent }) => {
          const lenses = facts.tools.map((tool) => ({
            ...reaching,
            id: `l-${tool.id}`,
            agentId: 'lens',
            toolId: tool.id,
          }));
          const world = { ...facts, agents: [agent], agentGrants: [...facts.agentGrants, ...lenses] };
          return permitted({ ...asked, ...alone(id) }, world);
        });
        const present = asked.personId !== null || each.every(({ kind }) => kind !== 'delegated');
        const may = permitted(asked, facts);
        expect(may).toBe(holds(asked, facts) && mayAlone && present);
        if (may && asked.chain.length > 1) allowed += 1;
      }
    }),
    runs,
  );
  expect(allowed).toBeGreaterThan(80);
});
const free = { parentId: null, kind: 'autonomous', deputyId: 'person0' } as const;

it('one more agent in the chain never adds a call, and no delegation is spared [access.chain] [access.delegation]', () => {
  let shown = 0;
  fc.assert(
    fc.property(anyWorld, fc.array(request, { minLength: 3, maxLength: 6 }), (facts, asks) => {
      for (const asked of asks) {
        const [, ...shorter] = asked.chain;
        if (!permitted(asked, facts) || shorter.length === 0) continue;
        expect(permitted({ ...asked, chain: shorter, agentId: shorter[0]! }, facts)).toBe(true);
        const links = decide(asked, facts).path.filter(({ step }) => step === 'delegation');
        for (const { id } of links) {
          const link = facts.delegations.find((row) => row.id === id)!;
          const revoked = facts.delegations.filter(
            (d) => d.agentId !== link.agentId || d.personId !== link.personId || d.fromAgentId !== link.fromAgentId,
          );
          expect(decide(asked, { ...facts, delegations: revoked }).code).toBe('delegation_missing');
          shown += 1;
        }
      }
    }),
    runs,
  );
  expect(shown).toBeGreaterThan(120);
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
    fc.property(anyWorld, caller, args, (facts, who, given) => {
      const seen = new Set(
        buildIndex(facts, at)
          .visible(who, at)
          .map(({ tool }) => tool.id),
      );
      for (const tool of facts.tools) {
        const serverName = tool.serverId === 'server0' ? 'a' : 'b';
        const asked = { ...who, serverName, toolName: tool.name, args: given, at };
        expect(permitted(asked, facts) && !seen.has(tool.id)).toBe(false);
        const agentHolds = facts.agentGrants.some((g) => g.agentId === who.agentId && g.toolId === tool.id);
        expect(seen.has(tool.id) && !agentHolds).toBe(false);
      }
    }),
    runs,
  );
});
