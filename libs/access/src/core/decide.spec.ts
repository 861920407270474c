import { describe, expect, it } from 'vitest';
import type { Condition } from './condition.js';
import { decide } from './decide.js';
import type { AccessFacts, AgentGrantFacts, ProfileGrantFacts } from './facts.js';

const began = new Date('2026-01-01');
const at = new Date('2026-06-01');
const always = { validFrom: began, validTo: null };
const small: Condition = { arg: 'amount', op: 'lte', value: 100 };

const own = (over: Partial<AgentGrantFacts> = {}): AgentGrantFacts => ({
  ...always,
  id: 'ag1',
  agentId: 'bot',
  toolId: 'pay',
  effect: 'allow',
  condition: null,
  definitionHash: 'h1',
  ...over,
});
const bundled = (over: Partial<ProfileGrantFacts> = {}): ProfileGrantFacts => {
  const { agentId: _, ...grant } = own();
  return { ...grant, id: 'pg1', profileId: 'finance', ...over };
};
const world = (over: Partial<AccessFacts> = {}): AccessFacts => ({
  agents: [{ id: 'bot', tenant: 't', kind: 'autonomous', ownerId: 'ada', deputyId: 'bob' }],
  servers: [{ id: 's', tenant: 't', name: 'bank', status: 'active' }],
  tools: [
    { id: 'pay', serverId: 's', name: 'pay', risk: 'write', state: 'available', approvedHash: 'h1', definition: null },
  ],
  agentGrants: [own()],
  memberships: [{ ...always, groupId: 'g', personId: 'ada' }],
  assignments: [{ ...always, id: 'as1', profileId: 'finance', personId: null, groupId: 'g' }],
  profileGrants: [bundled()],
  ...over,
});
const ask = (
  facts: AccessFacts,
  over: { personId?: string; args?: unknown; toolName?: string; agentId?: string } = {},
) => decide({ agentId: 'bot', personId: null, serverName: 'bank', toolName: 'pay', args: {}, at, ...over }, facts);
const tool = world().tools[0]!;
const agent = world().agents[0]!;

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
    tool: { id: 'pay', serverId: 's', definitionHash: 'h1' },
  });
});

describe('denies by default', () => {
  it.each<[string, AccessFacts, string, string]>([
    ['an unknown agent', world({ agents: [] }), 'no_grant', 'agent'],
    ['an unknown tool', world({ tools: [] }), 'no_grant', 'tool'],
    [
      'a server of the same name elsewhere',
      world({ servers: [{ id: 's', tenant: 'other', name: 'bank', status: 'active' }] }),
      'no_grant',
      'tool',
    ],
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
    [
      'a disabled server',
      world({ servers: [{ id: 's', tenant: 't', name: 'bank', status: 'disabled' }] }),
      'server_disabled',
    ],
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

it('asks the acting person too, whoever the agent belongs to [access.ceiling]', () => {
  expect(ask(world(), { personId: 'eve' })).toMatchObject({ effect: 'deny', code: 'person_no_grant' });
  const direct = { ...always, id: 'as2', profileId: 'finance', personId: 'eve', groupId: null };
  const both = world({ assignments: [...world().assignments, direct] });
  expect(ask(both, { personId: 'eve' })).toMatchObject({ effect: 'allow', grantIds: ['ag1', 'pg1', 'pg1'] });
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
