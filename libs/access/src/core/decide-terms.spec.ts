import { describe, expect, it } from 'vitest';
import { decide, needs } from './decide.js';
import { alone, type AccessRequest } from './decision.js';
import type { AccessFacts, AgentGrantFacts, ProfileGrantFacts, ToolFacts } from './facts.js';

/** One agent of one person and one tool; every test turns what is granted. */
const at = new Date('2026-06-01T10:00:00Z');
const span = { validFrom: new Date('2026-01-01'), validTo: null };
const word = { ...span, pattern: null, effect: 'allow', condition: null, budget: null, obligations: [] } as const;
const own = (over: Partial<AgentGrantFacts> = {}): AgentGrantFacts => ({
  ...word,
  id: 'own',
  agentId: 'bot',
  profileId: null,
  toolId: 'pay',
  definitionHash: 'h1',
  ...over,
});
const bundled = (over: Partial<ProfileGrantFacts> = {}): ProfileGrantFacts => ({
  ...word,
  id: 'pg',
  profileId: 'finance',
  toolId: 'pay',
  definitionHash: 'h1',
  ...over,
});
const tool: ToolFacts = {
  id: 'pay',
  serverId: 's',
  kind: 'tool',
  name: 'pay',
  risk: 'write',
  state: 'available',
  definition: null,
  approvedHash: 'h1',
  acceptedHashes: ['h1'],
  tags: ['money'],
  variantOf: null,
};
const world = (over: Partial<AccessFacts> = {}): AccessFacts => ({
  agents: [
    {
      id: 'bot',
      tenant: 't',
      kind: 'autonomous',
      ownerId: 'ada',
      deputyId: 'bob',
      parentId: null,
      ceilingId: null,
      environment: null,
      tags: [],
    },
  ],
  people: [{ id: 'ada', attributes: { department: 'sales' } }],
  servers: [
    { id: 's', tenant: 't', name: 'bank', status: 'active', environment: 'production', classification: null, tags: [] },
  ],
  tools: [tool],
  agentGrants: [own()],
  memberships: [],
  assignments: [{ ...span, id: 'as', profileId: 'finance', personId: 'ada', groupId: null, ruleId: 'everyone' }],
  profileGrants: [bundled()],
  delegations: [{ ...span, id: 'd', personId: 'ada', fromAgentId: null, agentId: 'bot' }],
  kills: [],
  ...over,
});
const ask = (facts: AccessFacts, over: Partial<AccessRequest> = {}) =>
  decide({ ...alone('bot'), serverName: 'bank', toolName: 'pay', args: {}, at, ...over }, facts);
const small = { arg: 'amount', op: 'lte', value: 100 } as const;

describe('an agent that holds a profile', () => {
  const held = own({ profileId: 'finance', toolId: null, definitionHash: null });

  it('has what the profile grants, by its own grant [access.profile-held]', () => {
    const { grantIds, path } = ask(world({ agentGrants: [held] }));
    expect(grantIds).toEqual(['own', 'pg']);
    expect(path.slice(0, 4)).toEqual([
      { step: 'agent', id: 'bot' },
      { step: 'profile', id: 'finance' },
      { step: 'grant', id: 'own' },
      { step: 'grant', id: 'pg' },
    ]);
    expect(path.slice(4)).toContainEqual({ step: 'rule', id: 'everyone' });
  });

  it.each<[string, AgentGrantFacts, ProfileGrantFacts[], object, string]>([
    ['ends with the profile’s grant', held, [], {}, 'agent_no_grant'],
    ['needs its own condition', { ...held, condition: small }, [bundled()], { amount: 500 }, 'condition_unmet'],
    ['needs the profile’s condition', held, [bundled({ condition: small })], { amount: 500 }, 'condition_unmet'],
    ['is narrowed to a pattern', { ...held, pattern: { tag: 'other' } }, [bundled()], {}, 'agent_no_grant'],
    [
      'means the definition that the profile means',
      { ...held, profileId: 'old' },
      [bundled({ id: 'o', profileId: 'old', definitionHash: 'h0' }), bundled()],
      {},
      'definition_changed',
    ],
    [
      'ends when the grant of the profile ends',
      { ...held, profileId: 'old' },
      [bundled({ id: 'o', profileId: 'old', validTo: at }), bundled()],
      {},
      'agent_no_grant',
    ],
    ['is held by its own hold', { ...held, effect: 'hold' }, [bundled()], {}, 'held'],
    [
      'cannot narrow a deny of the profile away',
      { ...held, condition: small },
      [bundled(), bundled({ id: 'no', effect: 'deny' })],
      { amount: 500 },
      'denied_by_grant',
    ],
    [
      'cannot narrow a hold of the profile away',
      { ...held, condition: small },
      [bundled(), bundled({ id: 'wait', effect: 'hold' })],
      { amount: 5 },
      'held',
    ],
  ])('%s [access.profile-held]', (_, grant, profileGrants, args, code) => {
    expect(ask(world({ agentGrants: [grant], profileGrants }), { args }).code).toBe(code);
  });
});

describe('a pattern', () => {
  const wide = (pattern: object) =>
    world({ profileGrants: [bundled({ toolId: null, definitionHash: null, pattern })] });
  it.each([
    [{ name: 'p*' }, 'allowed'],
    [{ name: 'q*' }, 'owner_no_grant'],
    [{ risk: ['write'], tag: 'money', environment: ['production'] }, 'allowed'],
    [{ risk: ['write'], tag: 'money', environment: ['staging'] }, 'owner_no_grant'],
    [{ kind: 'prompt', name: '*' }, 'owner_no_grant'],
  ])('%j gives %s [access.pattern-decides]', (pattern, code) => expect(ask(wide(pattern)).code).toBe(code));

  it.each([
    ['deny', 'denied_by_grant'],
    ['allow', 'owner_no_grant'],
  ] as const)(
    'of a class that nobody gave to the server is no way round a %s [access.pattern-unsaid]',
    (effect, code) => {
      const secret = { toolId: null, definitionHash: null, pattern: { classification: ['restricted'] as const } };
      const given = bundled({ ...secret, effect });
      const profileGrants = effect === 'deny' ? [bundled(), { ...given, id: 'no' }] : [given];
      expect(ask(world({ profileGrants })).code).toBe(code);
      const known = world({ profileGrants: [bundled(), bundled({ ...secret, effect: 'deny', id: 'no' })] });
      const servers = known.servers.map((server) => ({ ...server, classification: 'public' as const }));
      expect(ask({ ...known, servers }).code).toBe('allowed');
    },
  );

  it('does not mistake a prompt for a tool of its name [access.pattern-decides]', () => {
    const prompt: ToolFacts = { ...tool, id: 'other', kind: 'prompt' };
    const facts = world({ tools: [prompt, tool] });
    expect(ask(facts).tool?.id).toBe('pay');
    expect(ask(facts, { kind: 'prompt' }).code).toBe('agent_no_grant');
  });
});

describe('a budget', () => {
  const counter = { unit: 'calls', per: ['agent'], window: 'session' } as const;
  const other = { ...counter, per: ['agent', 'grant'] } as const;
  const limited = (exceeded: 'deny' | 'hold') => own({ budget: { counter, limit: 2, exceeded } });
  const used = (n: number) => ({ context: { clientId: null, signIn: null, usage: { [key]: n } } });
  const key = 'calls session agent=bot';

  it.each<[string, AgentGrantFacts[], Partial<AccessRequest>, string]>([
    ['that has room permits', [limited('deny')], used(1), 'allowed'],
    [
      'that nothing was used of permits',
      [limited('deny')],
      { context: { clientId: null, signIn: null, usage: {} } },
      'allowed',
    ],
    ['that is used up denies', [limited('deny')], used(2), 'budget_exhausted'],
    ['that is used up holds, if it says so', [limited('hold')], used(2), 'budget_exhausted'],
    ['of which nobody knows what is left denies', [limited('hold')], {}, 'condition_unmet'],
    ['is of its grant: another one permits', [limited('deny'), own({ id: 'p' })], used(2), 'allowed'],
  ])('%s [access.budget]', (_, agentGrants, over, code) => {
    const decision = ask(world({ agentGrants }), over);
    expect(decision.code).toBe(code);
    const effect = { allowed: 'allow', budget_exhausted: agentGrants[0]?.budget?.exceeded }[code] ?? 'deny';
    expect(decision.effect).toBe(effect);
  });

  it('is what an allowed call spends, once for each counter and with the lowest limit, with all that is counted [access.spends]', () => {
    const counting = own({ id: 'z', condition: { counter: other, op: 'lt', value: 9 } });
    const profileGrants = [bundled({ budget: { counter, limit: 1, exceeded: 'deny' } })];
    const facts = world({ agentGrants: [limited('deny'), counting], profileGrants });
    expect(ask(facts, used(0)).spends).toEqual([
      { key, counter, limit: 1 },
      { key: 'calls session agent=bot grant=z', counter: other, limit: null },
    ]);
    const { counters, ...rest } = needs({ ...alone('bot'), serverName: 'bank', toolName: 'pay' }, facts)!;
    expect(counters.map((each) => each.key)).toEqual([key, 'calls session agent=bot grant=z']);
    expect(rest).toEqual({ called: false, marks: [] });
    expect(needs({ ...alone('bot'), serverName: 'bank', toolName: 'pay' }, world())).toBeNull();
  });
});

it('spends nothing of a grant that it does not rest on [access.spends]', () => {
  const counter = { unit: 'calls', per: ['grant'], window: 'session' } as const;
  const spare = own({ id: 'z', budget: { counter, limit: 5, exceeded: 'deny' } });
  const context = { clientId: null, signIn: null, usage: {} };
  expect(ask(world({ agentGrants: [own(), spare] }), { context }).spends).toEqual([]);
});

it('asks the attributes of the acting person, of the owner, and of nobody else [access.attributes]', () => {
  const people = [
    { id: 'eve', attributes: { department: 'legal' } },
    { id: 'ada', attributes: { department: 'sales' } },
  ];
  const only = (condition: AgentGrantFacts['condition']) => world({ people, agentGrants: [own({ condition })] });
  const [person, owner] = [{ person: 'department' }, { owner: 'department' }] as const;
  expect(ask(only({ ...person, op: 'eq', value: 'sales' })).code).toBe('allowed');
  const entitled = { ...span, id: 'as2', profileId: 'finance', personId: 'eve', groupId: null, ruleId: null };
  const consent = { ...span, id: 'e', personId: 'eve', fromAgentId: null, agentId: 'bot' };
  const acting = { personId: 'eve', delegations: ['e'] };
  const forEve = (condition: AgentGrantFacts['condition']) => {
    const facts = only(condition);
    return ask({ ...facts, assignments: [...facts.assignments, entitled], delegations: [consent] }, acting).code;
  };
  expect(forEve({ ...person, op: 'eq', value: 'legal' })).toBe('allowed');
  expect(forEve({ ...person, op: 'eq', value: 'sales' })).toBe('condition_unmet');
  expect(forEve({ ...owner, op: 'eq', value: 'sales' })).toBe('allowed');
});

describe('a step up', () => {
  const assured = { assurance: { acr: ['mfa', 'phr'], maxAge: 600 } };
  const fresh = { assurance: { acr: ['phr'], maxAge: 300 } };
  const signIn = { acr: 'pwd', amr: [], at: new Date(at.getTime() - 1000) };
  const acting = { personId: 'ada', delegations: ['d'], context: { clientId: null, signIn } };
  const facts = world({ agentGrants: [own({ condition: assured })], profileGrants: [bundled({ condition: fresh })] });

  it('is asked for once, and enough for every side [access.step-up]', () => {
    const decision = ask(facts, acting);
    expect(decision).toMatchObject({ effect: 'deny', code: 'step_up_required', stepUp: { acr: ['phr'], maxAge: 300 } });
    expect(decision.path).toEqual([
      { step: 'delegation', id: 'd' },
      { step: 'agent', id: 'bot' },
      { step: 'missing', id: 'step_up_required' },
    ]);
    expect(ask(facts, { ...acting, context: { clientId: null, signIn: { ...signIn, acr: 'phr' } } }).code).toBe(
      'allowed',
    );
  });

  it.each<[string, AccessFacts, Partial<AccessRequest>, string]>([
    ['nobody is there', facts, {}, 'condition_unmet'],
    [
      'no sign-in does for all',
      world({ ...facts, profileGrants: [bundled({ condition: { assurance: { acr: ['pin'] } } })] }),
      acting,
      'condition_unmet',
    ],
    [
      'something else is unmet',
      world({ agentGrants: [own({ condition: { all: [assured, small] } })] }),
      acting,
      'condition_unmet',
    ],
    ['another side has nothing', world({ ...facts, profileGrants: [] }), acting, 'owner_no_grant'],
    ['the tool is held', world({ ...facts, tools: [{ ...tool, state: 'held' }] }), acting, 'definition_changed'],
  ])('is not asked for when %s [access.step-up]', (_, these, over, code) => {
    expect(ask(these, over)).toMatchObject({ code, stepUp: null });
  });
});

it('whoever grants a duty keeps it, whatever else is granted, and all are named once [access.obligations]', () => {
  const redact = { redact: ['iban'] };
  const dutiful = own({ id: 'z', obligations: [redact], condition: { arg: 'amount', op: 'gt', value: 5 } });
  const facts = world({
    agentGrants: [own(), dutiful],
    profileGrants: [bundled({ obligations: [{ redact: ['iban'] }, { cap: { records: 3 } }] })],
  });
  expect(ask(facts, { args: { amount: 9 } }).obligations).toEqual([redact, { cap: { records: 3 } }]);
  const alone = world({ agentGrants: [own(), dutiful] });
  expect(ask(alone, { args: { amount: 1 } }).obligations).toEqual([]);
  // what cannot be told obliges
  expect(ask(alone).obligations).toEqual([redact]);
});

describe('a safe variant', () => {
  const variant: ToolFacts = { ...tool, id: 'pay_small', name: 'pay_small', variantOf: 'pay' };
  const granted = { toolId: 'pay_small' };
  const both = world({ tools: [tool, variant], agentGrants: [own(granted)], profileGrants: [bundled(granted)] });
  const small = { toolName: 'pay_small' };
  it.each<[string, AccessFacts, Partial<AccessRequest>, string]>([
    ['is granted by itself', both, small, 'allowed'],
    ['gives nothing of its base', both, {}, 'agent_no_grant'],
    ['is not given with its base', world({ tools: [tool, variant] }), small, 'agent_no_grant'],
    ['is held with its base', { ...both, tools: [{ ...tool, state: 'held' }, variant] }, small, 'definition_changed'],
    ['goes with its base', { ...both, tools: [{ ...tool, state: 'removed' }, variant] }, small, 'tool_unavailable'],
    ['is nothing without its base', { ...both, tools: [variant] }, small, 'tool_unavailable'],
    [
      'is nothing when made from itself',
      { ...both, tools: [{ ...tool, variantOf: 'pay_small' }, variant] },
      small,
      'tool_unavailable',
    ],
    [
      'is stopped with its base',
      { ...both, kills: [{ ...span, id: 'k', tenant: 't', scope: 'tool', targetId: 'pay' }] },
      small,
      'tool_killed',
    ],
  ])('%s [access.variant]', (_, facts, over, code) => expect(ask(facts, over).code).toBe(code));

  it('has been called as its base has: marks name both [access.variant]', () => {
    const watched = own({ id: 'w', condition: { not: { called: { name: 'pay' } } } });
    const facts = { ...both, agentGrants: [...both.agentGrants, watched] };
    const request = { ...alone('bot'), serverName: 'bank' };
    expect(needs({ ...request, toolName: 'pay_small' }, facts)?.marks).toEqual(['{"kind":"tool","name":"pay"}']);
    expect(needs({ ...request, toolName: 'pay' }, facts)?.called).toBe(true);
  });
});
