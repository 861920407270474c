import type { AccessFacts } from '@app/access';
import fc from 'fast-check';
import { budget, condition, type Grant, narrowing, obligations, patterns } from './access-conditions.js';

/** Small worlds, so that everything meets everything: 3 agents, people and profiles, 2 groups and tenants, 6 tools. */
type Row<Key extends keyof AccessFacts> = AccessFacts[Key][number];
type Effect = Grant['effect'];
type Interval = Pick<Grant, 'validFrom' | 'validTo'>;

/** A Monday morning in Berlin, a Sunday night in New York. */
export const monday = new Date('2026-06-01T08:00:00Z');
export const day = (n: number): Date => new Date(monday.getTime() + n * 86_400_000);
const long: Interval = { validFrom: day(-9), validTo: null };
const interval = fc.constantFrom<Interval[]>(
  long,
  long,
  long,
  { validFrom: day(-9), validTo: day(-1) },
  { validFrom: day(-9), validTo: day(1) },
  { validFrom: day(1), validTo: null },
);
const among = (prefix: string, n: number): fc.Arbitrary<string> => fc.nat(n - 1).map((i) => `${prefix}${i}`);
const numbered = <T extends object>(prefix: string, rows: readonly T[]): (T & { id: string })[] =>
  rows.map((row, i) => ({ ...row, id: `${prefix}${i}` }));
const many = <T>(row: fc.Arbitrary<T>, minLength: number, maxLength: number): fc.Arbitrary<T[]> =>
  fc.array(row, { minLength, maxLength, size: 'max' });
const flat = <T extends { span: Interval }>({ span, ...row }: T): Omit<T, 'span'> & Interval => ({ ...row, ...span });

type Which = Pick<Grant, 'toolId' | 'pattern' | 'definitionHash'>;
const which: fc.Arbitrary<Which> = fc.oneof(
  fc.record({
    toolId: among('tool', 5),
    pattern: fc.constant(null),
    definitionHash: fc.constantFrom('h1', 'h1', 'h0'),
  }),
  fc.constantFrom(...patterns).map((pattern) => ({ toolId: null, pattern, definitionHash: null })),
);
const said = (effects: readonly Effect[]) =>
  fc.record({ effect: fc.constantFrom(...effects), condition, budget, obligations, span: interval });
const profileGrant = (effects: readonly Effect[]) =>
  fc
    .tuple(which, said(effects), among('profile', 3))
    .map(([what, rest, profileId]) => flat({ ...what, ...rest, profileId }));
const agentGrant = (effects: readonly Effect[]) =>
  fc
    .tuple(
      which,
      said(effects),
      fc.constantFrom(null, null, 'profile0', 'profile1', 'profile2'),
      among('agent', 3),
      fc.boolean(),
    )
    .map(([what, rest, profileId, agentId, whole]) => ({
      ...flat({ ...what, ...rest, profileId, agentId }),
      ...(profileId !== null && rest.effect === 'deny' ? { effect: 'hold' as const } : {}),
      ...(profileId !== null && whole ? { toolId: null, pattern: null, definitionHash: null } : {}),
    }));
const agent = fc.record({
  kind: fc.constantFrom('autonomous', 'autonomous', 'delegated'),
  ownerId: among('person', 3),
  deputyId: fc.constantFrom('person0', 'person0', null),
  parentId: fc.constantFrom(null, null, null, 'agent0', 'agent1'),
  ceilingId: fc.constantFrom(null, null, null, 'profile0', 'profile1'),
  environment: fc.constantFrom('production', 'staging', null),
  tags: fc.subarray(['trusted', 'new']),
});
const person = fc.record(
  {
    department: fc.constantFrom('sales', 'lead'),
    employeeNumber: fc.constantFrom('e0', 'e1'),
    roles: fc.subarray(['lead', 'clerk', 'auditor']),
    active: fc.boolean(),
  },
  { requiredKeys: [] },
);
const server = fc.record({
  status: fc.constantFrom('active', 'active', 'active', 'active', 'active', 'active', 'disabled'),
  environment: fc.constantFrom('production', 'staging', null),
  classification: fc.constantFrom('internal', 'restricted', null),
  tags: fc.subarray(['shared']),
});
const tool = fc.record({
  risk: fc.constantFrom('read', 'read', 'write', 'unknown'),
  state: fc.constantFrom('available', 'available', 'available', 'available', 'held', 'removed'),
  acceptedHashes: fc.constantFrom(['h1'], ['h1'], ['h0', 'h1']),
  tags: fc.subarray(['money']),
});
const kill = fc.record({
  target: fc.constantFrom(
    ...(['tenant:t1', 'tenant:t0', 'owner:person0', 'owner:person1', 'agent:agent0', 'agent:agent2'] as const),
    ...(['server:server0', 'server:server1', 'tool:tool0', 'tool:tool1'] as const),
  ),
  span: interval,
});
const placed = [
  { serverId: 'server0', name: 'name0' },
  { serverId: 'server0', name: 'name1' },
  { serverId: 'server1', name: 'name0' },
  { serverId: 'server0', name: 'name2' },
  { serverId: 'server0', name: 'name0', kind: 'prompt' },
  { serverId: 'server2', name: 'name0' },
] as const;

const drawn = (effects: readonly Effect[]): fc.Arbitrary<AccessFacts> =>
  fc
    .record({
      agents: many(agent, 3, 3),
      people: many(person, 3, 3),
      servers: many(server, 3, 3),
      tools: many(tool, 6, 6),
      variantOf: fc.constantFrom(null, 'tool0', 'tool0', 'tool1', 'tool2', 'tool3', 'gone'),
      agentGrants: many(agentGrant(effects), 3, 10),
      memberships: many(fc.record({ groupId: among('group', 2), personId: among('person', 3), span: interval }), 0, 6),
      assignments: many(
        fc.record({
          profileId: among('profile', 3),
          to: fc.constantFrom(...holders),
          byRule: fc.boolean(),
          span: interval,
        }),
        2,
        8,
      ),
      profileGrants: many(profileGrant(effects), 3, 10),
      delegations: many(
        fc.record({ from: fc.constantFrom(...givers), agentId: among('agent', 3), span: interval }),
        2,
        6,
      ),
      kills: fc.oneof(many(kill, 0, 0), many(kill, 0, 2)),
    })
    .map(({ variantOf, ...raw }): AccessFacts => ({
      agents: numbered('agent', raw.agents).map((row) => ({ ...row, tenant: 't0' })),
      people: numbered(
        'person',
        raw.people.map((attributes) => ({ attributes })),
      ),
      servers: numbered('server', raw.servers).map((row, i) => ({
        ...row,
        name: i === 1 ? 'b' : 'a',
        tenant: i === 2 ? 't1' : 't0',
      })),
      tools: numbered('tool', raw.tools).map((row, i) => ({
        kind: 'tool' as const,
        ...row,
        ...(placed[i] ?? placed[0]),
        approvedHash: 'h1',
        variantOf: i === 3 ? variantOf : null,
        definition: null,
      })),
      agentGrants: numbered('ag', raw.agentGrants),
      memberships: raw.memberships.map(flat),
      assignments: numbered('as', raw.assignments.map(flat)).map(({ to, byRule, ...row }) => ({
        ...row,
        personId: to.startsWith('person') ? to : null,
        groupId: to.startsWith('group') ? to : null,
        ruleId: byRule && to.startsWith('person') ? 'rule0' : null,
      })),
      profileGrants: numbered('pg', raw.profileGrants),
      delegations: numbered('d', raw.delegations.map(flat)).map(({ from, ...row }) => ({
        ...row,
        personId: from.startsWith('person') ? from : null,
        fromAgentId: from.startsWith('agent') ? from : null,
      })),
      kills: numbered('k', raw.kills.map(flat)).map(({ target, ...row }) => killOf(target, row)),
    }));
const holders = ['person0', 'person1', 'person2', 'group0', 'group1'] as const;
const givers = ['person0', 'person1', 'agent0', 'agent1', 'agent2'] as const;
function killOf(target: string, row: Interval & { id: string }): Row<'kills'> {
  const [scope = '', targetId = ''] = target.split(':');
  return { ...row, scope: scope as Row<'kills'>['scope'], targetId, tenant: targetId === 't1' ? 't1' : 't0' };
}

/**
 * Without a way from somebody to something hardly any generated call would be allowed, and the properties would be
 * idle: `name0` of server `a`, along agent2 → agent1 → agent0 → person0, who holds profile0 by group0.
 */
const withSpine = (
  facts: AccessFacts,
  extra: Partial<Row<'agents'>>,
  own: Partial<Row<'agentGrants'>>,
): AccessFacts => {
  const wide = {
    ...long,
    toolId: 'tool0',
    pattern: null,
    effect: 'allow',
    condition: null,
    definitionHash: 'h1',
  } as const;
  const plain = { ...wide, budget: null, obligations: [] };
  const link = { ...long, personId: null, fromAgentId: null };
  return {
    ...facts,
    agents: facts.agents.map((row, i) => ({
      ...row,
      parentId: i > 0 && row.parentId !== row.id ? row.parentId : null,
      ownerId: 'person0',
      ...(i === 0 ? { ceilingId: null } : {}),
      ...extra,
    })),
    memberships: [...facts.memberships, { ...long, groupId: 'group0', personId: 'person0' }],
    assignments: [
      ...facts.assignments,
      { ...long, id: 'as-', profileId: 'profile0', personId: null, groupId: 'group0', ruleId: null },
    ],
    agentGrants: [
      ...facts.agentGrants,
      ...facts.agents.map(({ id }) => ({ ...plain, profileId: null, ...own, id: `ag-${id}`, agentId: id })),
    ],
    delegations: [
      ...facts.delegations,
      { ...link, id: 'd-p', personId: 'person0', agentId: 'agent0' },
      { ...link, id: 'd-q', personId: 'person1', agentId: 'agent0' },
      { ...link, id: 'd-1', fromAgentId: 'agent0', agentId: 'agent1' },
      { ...link, id: 'd-2', fromAgentId: 'agent1', agentId: 'agent2' },
    ],
    profileGrants: [...facts.profileGrants, { ...plain, id: 'pg-', profileId: 'profile0' }],
  };
};
const bare = { ceilingId: null, deputyId: 'person0' } as const;
const held = { profileId: 'profile0', toolId: null, definitionHash: null } as const;
/** As drawn; with a way that may; with nothing that narrows the agents; with agents that hold the profile, or a part. */
const mostly = (world: fc.Arbitrary<AccessFacts>): fc.Arbitrary<AccessFacts> =>
  fc
    .tuple(world, fc.constantFrom('as drawn', 'may', 'may', 'wide', 'wide', 'part', 'part', 'held'), narrowing, budget)
    .map(([facts, form, part, limit]) => {
      if (form === 'as drawn') return facts;
      if (form === 'may') return withSpine(facts, {}, {});
      const lively = { ...facts, kills: [] };
      if (form === 'wide') return withSpine(lively, bare, { budget: limit });
      return withSpine(lively, bare, { ...held, budget: limit, condition: form === 'part' ? part : null });
    });

export const worlds = mostly(drawn(['allow', 'allow', 'allow', 'allow', 'hold', 'deny']));
/** In which nothing denies. */
export const worldsWithoutDeny = mostly(drawn(['allow', 'allow', 'hold']));
