import { describe, expect, it } from 'vitest';
import type { Condition } from './condition/types.js';
import { buildIndex } from './access-index.js';
import { decide } from './decide.js';
import { type Caller, alone } from './decision.js';
import type {
  AccessFacts,
  AgentFacts,
  AgentGrantFacts,
  AssignmentFacts,
  KillFacts,
  ProfileGrantFacts,
  ServerFacts,
  ToolFacts,
} from './facts.js';

const began = new Date('2026-01-01');
const at = new Date('2026-06-01');
const always = { validFrom: began, validTo: null };
const small: Condition = { arg: 'amount', op: 'lte', value: 100 };

const own = (over: Partial<AgentGrantFacts> = {}): AgentGrantFacts => ({
  ...always,
  id: 'ag1',
  agentId: 'bot',
  profileId: null,
  toolId: 'pay',
  pattern: null,
  effect: 'allow',
  condition: null,
  definitionHash: 'h1',
  budget: null,
  obligations: [],
  ...over,
});
const bundled = (over: Partial<ProfileGrantFacts> = {}): ProfileGrantFacts => {
  const { agentId: _, ...grant } = own();
  return { ...grant, id: 'pg1', profileId: 'finance', ...over };
};
const agent: AgentFacts = {
  id: 'bot',
  tenant: 't',
  kind: 'autonomous',
  ownerId: 'ada',
  deputyId: 'bob',
  parentId: null,
  ceilingId: null,
  environment: null,
  tags: [],
};
const bank: ServerFacts = {
  id: 's',
  tenant: 't',
  name: 'bank',
  status: 'active',
  environment: null,
  classification: null,
  tags: [],
};
const tool: ToolFacts = {
  id: 'pay',
  serverId: 's',
  kind: 'tool',
  name: 'pay',
  risk: 'write',
  state: 'available',
  approvedHash: 'h1',
  acceptedHashes: ['h1'],
  tags: [],
  variantOf: null,
  definition: null,
};
const byGroup: AssignmentFacts = {
  ...always,
  id: 'as1',
  profileId: 'finance',
  personId: null,
  groupId: 'g',
  ruleId: null,
};
const world = (over: Partial<AccessFacts> = {}): AccessFacts => ({
  agents: [agent],
  people: [],
  servers: [bank],
  tools: [tool],
  agentGrants: [own()],
  memberships: [{ ...always, groupId: 'g', personId: 'ada' }],
  assignments: [byGroup],
  profileGrants: [bundled()],
  delegations: [],
  kills: [],
  ...over,
});
const ask = (facts: AccessFacts, over: Partial<Caller> & { args?: unknown; toolName?: string } = {}) =>
  decide({ ...alone('bot'), serverName: 'bank', toolName: 'pay', args: {}, at, ...over }, facts);

it('names the grants and the whole way of what it allows [access.explains]', () => {
  expect(ask(world())).toEqual({
    effect: 'allow',
    code: 'allowed',
    grantIds: ['ag1', 'pg1'],
    path: [
      { step: 'agent', id: 'bot' },
      { step: 'grant', id: 'ag1' },
      { step: 'owner', id: 'ada' },
      { step: 'group', id: 'g' },
      { step: 'profile', id: 'finance' },
      { step: 'grant', id: 'pg1' },
    ],
    tool: { id: 'pay', serverId: 's', definitionHash: 'h1', risk: 'write' },
    obligations: [],
    spends: [],
    stepUp: null,
  });
});

describe('denies by default', () => {
  it.each<[string, AccessFacts, string, string]>([
    ['an unknown agent', world({ agents: [] }), 'no_grant', 'agent'],
    ['an unknown tool', world({ tools: [] }), 'no_grant', 'tool'],
    ['a server of the same name elsewhere', world({ servers: [{ ...bank, tenant: 'other' }] }), 'no_grant', 'tool'],
    ['an agent without a grant', world({ agentGrants: [] }), 'agent_no_grant', 'grant'],
    ['a grant of another agent', world({ agentGrants: [own({ agentId: 'x' })] }), 'agent_no_grant', 'grant'],
    ['a grant that has ended', world({ agentGrants: [own({ validTo: at })] }), 'agent_no_grant', 'grant'],
    [
      'a grant still to begin',
      world({ agentGrants: [own({ validFrom: new Date('2026-07-01') })] }),
      'agent_no_grant',
      'grant',
    ],
    ['an owner without membership', world({ memberships: [] }), 'owner_no_grant', 'grant'],
    ['an owner without assignment', world({ assignments: [] }), 'owner_no_grant', 'grant'],
    ['an owner whose profile has no grant', world({ profileGrants: [] }), 'owner_no_grant', 'grant'],
    [
      'an ended membership',
      world({ memberships: [{ validFrom: began, validTo: at, groupId: 'g', personId: 'ada' }] }),
      'owner_no_grant',
      'grant',
    ],
    [
      'a delegated agent for nobody',
      world({ agents: [{ ...agent, kind: 'delegated' }] }),
      'person_no_grant',
      'acting-person',
    ],
    [
      'another definition',
      world({ agentGrants: [own({ definitionHash: 'h0' })] }),
      'definition_changed',
      'definition_changed',
    ],
  ])('%s [access.default-deny]', (_, facts, code, missing) => {
    const decision = ask(facts);
    expect(decision).toMatchObject({ effect: 'deny', code });
    expect(decision.path.at(-1)).toEqual({ step: 'missing', id: missing });
  });

  it.each<[string, AccessFacts, string]>([
    ['a disabled server', world({ servers: [{ ...bank, status: 'disabled' }] }), 'server_disabled'],
    ['a removed tool', world({ tools: [{ ...tool, state: 'removed' }] }), 'tool_unavailable'],
    ['a tool held back', world({ tools: [{ ...tool, state: 'held' }] }), 'definition_changed'],
    ['a writing tool without deputy', world({ agents: [{ ...agent, deputyId: null }] }), 'deputy_missing'],
    [
      'an unknown risk without deputy',
      world({ agents: [{ ...agent, deputyId: null }], tools: [{ ...tool, risk: 'unknown' }] }),
      'deputy_missing',
    ],
    [
      'a grant that cannot be evaluated',
      world({ agentGrants: [own({ condition: { arg: 'a', op: 'x', value: 1 } as unknown as Condition })] }),
      'error',
    ],
  ])('%s [access.default-deny]', (_, facts, code) => {
    expect(ask(facts, { args: { a: 1 } })).toMatchObject({ effect: 'deny', code });
  });

  it('lets a reading tool do without deputy [access.deputy]', () => {
    const reading = world({ agents: [{ ...agent, deputyId: null }], tools: [{ ...tool, risk: 'read' }] });
    expect(ask(reading).effect).toBe('allow');
  });
});

const consent = { ...always, id: 'd1', personId: 'eve', fromAgentId: null, agentId: 'bot' };
const forEve = { personId: 'eve', delegations: ['d1'] };

it('asks the acting person too, whoever the agent belongs to [access.ceiling]', () => {
  const agreed = world({ delegations: [consent] });
  expect(ask(agreed, forEve)).toMatchObject({ effect: 'deny', code: 'person_no_grant' });
  const direct = { ...byGroup, id: 'as2', personId: 'eve', groupId: null };
  const both = { ...agreed, assignments: [...world().assignments, direct] };
  expect(ask(both, forEve)).toMatchObject({ effect: 'allow', grantIds: ['ag1', 'pg1', 'pg1'] });
  expect(ask(both, forEve).path[0]).toEqual({ step: 'delegation', id: 'd1' });
});

describe('a chain of agents', () => {
  const helper: AgentFacts = { ...agent, id: 'helper', ownerId: 'ada' };
  const given = { ...always, id: 'd2', personId: null, fromAgentId: 'bot', agentId: 'helper' };
  const chained = { agentId: 'helper', chain: ['helper', 'bot'], delegations: ['d2'] };
  const both = world({
    agents: [agent, helper],
    agentGrants: [own(), own({ id: 'ag2', agentId: 'helper' })],
    delegations: [given, consent],
  });

  it('may do what each of its agents may [access.chain]', () => {
    expect(ask(both, chained)).toMatchObject({ effect: 'allow', grantIds: ['ag2', 'pg1', 'ag1', 'pg1'] });
    for (const agentGrants of [[own()], [own({ id: 'ag2', agentId: 'helper' })]]) {
      expect(ask({ ...both, agentGrants }, chained)).toMatchObject({ effect: 'deny', code: 'agent_no_grant' });
    }
    const withoutDeputy = { ...both, agents: [{ ...agent, deputyId: null }, helper] };
    expect(ask(withoutDeputy, chained).code).toBe('deputy_missing');
  });

  it.each<[string, AccessFacts, Partial<Caller>]>([
    ['is not in the token', both, { delegations: [] }],
    ['was given to another', { ...both, delegations: [{ ...given, agentId: 'bot' }] }, {}],
    ['was given by another', { ...both, delegations: [{ ...given, fromAgentId: 'x' }] }, {}],
    ['was given by a person', { ...both, delegations: [{ ...given, fromAgentId: null, personId: 'bot' }] }, {}],
    ['has ended', { ...both, delegations: [{ ...given, validTo: at }] }, {}],
    ['has not begun', { ...both, delegations: [{ ...given, validFrom: new Date('2026-07-01') }] }, {}],
    ['was given the other way round', both, { agentId: 'bot', chain: ['bot', 'helper'] }],
    ['of the person is missing', both, { personId: 'eve' }],
    ['of the person went to another agent', both, { personId: 'eve', delegations: ['d1', 'd2'], chain: ['helper'] }],
  ])('is broken when a delegation %s [access.delegation]', (_, facts, over) => {
    expect(ask(facts, { ...chained, ...over })).toMatchObject({ effect: 'deny', code: 'delegation_missing' });
  });

  it('needs no delegation to its own part, and the part gets no further than the whole [access.chain]', () => {
    const part = { ...both, agents: [agent, { ...helper, parentId: 'bot' }], delegations: [] };
    expect(ask(part, { ...chained, delegations: [] }).effect).toBe('allow');
    expect(ask(part, alone('helper')).grantIds).toEqual(['ag2', 'pg1', 'ag1', 'pg1']);
    const alien = { ...part, agentGrants: [own({ id: 'ag2', agentId: 'helper' })] };
    expect(ask(alien, alone('helper')).code).toBe('agent_no_grant');
  });

  it.each<[string, AccessFacts, Partial<Caller>]>([
    ['an agent that nobody knows', { ...both, agents: [helper] }, {}],
    ['a part of nobody', { ...both, agents: [agent, { ...helper, parentId: 'gone' }] }, {}],
    ['an agent of another tenant', { ...both, agents: [{ ...agent, tenant: 'u' }, helper] }, {}],
    ['another caller', both, { agentId: 'bot' }],
    ['nobody', both, { chain: [] }],
  ])('is nothing with %s [access.chain]', (_, facts, over) => {
    expect(ask(facts, { ...chained, ...over })).toMatchObject({ effect: 'deny', code: 'no_grant' });
  });
});

it('stops at the ceiling of the blueprint [access.blueprint]', () => {
  const capped = world({ agents: [{ ...agent, ceilingId: 'most' }] });
  expect(ask(capped)).toMatchObject({ effect: 'deny', code: 'above_ceiling' });
  const within = { ...capped, profileGrants: [bundled(), bundled({ id: 'pg2', profileId: 'most', condition: small })] };
  expect(ask(within, { args: { amount: 5 } })).toMatchObject({ effect: 'allow', grantIds: ['ag1', 'pg1', 'pg2'] });
  expect(ask(within, { args: { amount: 500 } }).code).toBe('condition_unmet');
});

describe('a kill switch', () => {
  const kill = (scope: KillFacts['scope'], targetId: string, over: Partial<KillFacts> = {}): AccessFacts =>
    world({ kills: [{ ...always, id: 'k', tenant: 't', scope, targetId, ...over }] });
  it.each<[string, AccessFacts, string]>([
    ['of the tenant', kill('tenant', 'whatever'), 'tenant_killed'],
    ['of the owner', kill('owner', 'ada'), 'owner_killed'],
    ['of the agent', kill('agent', 'bot'), 'agent_killed'],
    ['of the server', kill('server', 's'), 'server_killed'],
    ['of the tool', kill('tool', 'pay'), 'tool_killed'],
    ['of another tenant', kill('tenant', 'x', { tenant: 'u' }), 'allowed'],
    ['of another owner', kill('owner', 'bot'), 'allowed'],
    ['of another tool', kill('tool', 's'), 'allowed'],
    ['that was lifted', kill('tool', 'pay', { validTo: at }), 'allowed'],
  ])('%s [access.kill]', (_, facts, code) => expect(ask(facts).code).toBe(code));

  it('says nothing to those who hold no grant [access.kill]', () => {
    expect(ask({ ...kill('tool', 'pay'), agentGrants: [] }).code).toBe('agent_no_grant');
  });
});

describe('deny wins over hold, hold over allow, on each side', () => {
  const hold = { id: 'h', effect: 'hold' } as const;
  const deny = { id: 'd', effect: 'deny' } as const;
  it.each<[string, AccessFacts, string, string[]]>([
    ['agent held', world({ agentGrants: [own(), own(hold)] }), 'held', ['h', 'pg1']],
    ['owner held', world({ profileGrants: [bundled(), bundled(hold)] }), 'held', ['ag1', 'h']],
    ['agent denied', world({ agentGrants: [own(), own(hold), own(deny)] }), 'denied_by_grant', ['d']],
    ['owner denied', world({ profileGrants: [bundled(), bundled(hold), bundled(deny)] }), 'denied_by_grant', ['d']],
    [
      'denied on an old definition',
      world({ agentGrants: [own(), own({ ...deny, definitionHash: 'h0' })] }),
      'denied_by_grant',
      ['d'],
    ],
    ['held alone', world({ agentGrants: [own(hold)] }), 'held', ['h', 'pg1']],
  ])('%s [access.deny-wins]', (_, facts, code, grantIds) => {
    expect(ask(facts)).toMatchObject({ code, grantIds });
  });
});

describe('a missing attribute', () => {
  it.each<[string, AccessFacts, unknown, string]>([
    ['lets no allow count', world({ agentGrants: [own({ condition: small })] }), {}, 'condition_unmet'],
    [
      'lets every deny count',
      world({ agentGrants: [own(), own({ id: 'd', effect: 'deny', condition: small })] }),
      {},
      'denied_by_grant',
    ],
    [
      'lets every hold restrict',
      world({ agentGrants: [own(), own({ id: 'h', effect: 'hold', condition: small })] }),
      {},
      'held',
    ],
    ['lets no hold permit', world({ agentGrants: [own({ effect: 'hold', condition: small })] }), {}, 'condition_unmet'],
    ['changes nothing once it is there', world({ agentGrants: [own({ condition: small })] }), { amount: 7 }, 'allowed'],
  ])('%s [access.missing-attribute]', (_, facts, args, code) => {
    expect(ask(facts, { args }).code).toBe(code);
  });
});

it('looks at those switches alone that may concern a call, however many are pulled [access.kills-by-target]', () => {
  let looked = 0;
  const kill = (targetId: string): KillFacts => ({
    ...always,
    id: `k-${targetId}`,
    tenant: 't',
    targetId,
    get scope() {
      looked += 1;
      return 'agent' as const;
    },
  });
  const kills = [...Array.from({ length: 1000 }, (_, i) => kill(`other-${i}`)), kill('bot')];
  const request = { ...alone('bot'), serverName: 'bank', toolName: 'pay', args: {}, at };
  expect(buildIndex(world({ kills }), at).decide(request).code).toBe('agent_killed');
  expect(looked).toBeLessThan(10);
});
