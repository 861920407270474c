import { expect, it, vi } from 'vitest';
import { permits } from '../../../../test/support/access-calls.js';
import { claim, measured } from '../../../../test/support/access-measured.js';
import { called, everybody, liveAt, profilesOf } from '../../../../test/support/access-said-again.js';
import { day, worlds, worldsWithoutDeny } from '../../../../test/support/access-worlds.js';
import { counterKey } from './condition/counter.js';
import { matches } from './condition/condition.js';
import type { Match } from './condition/types.js';
import { decide, needs } from './decide.js';
import type { AccessRequest, Decision } from './decision.js';
import type { AccessFacts, AgentFacts, Effect, GrantFacts, ProfileGrantFacts } from './facts.js';
import { selects } from './selector/pattern.js';

vi.setConfig({ testTimeout: 600_000 });
const may = (call: AccessRequest, facts: AccessFacts): boolean => permits(decide(call, facts));
const rank = ({ effect }: Decision): number => ({ deny: 0, hold: 1, allow: 2 })[effect];
const among = <T>(rows: readonly T[], any: number): T | undefined => rows[any % Math.max(rows.length, 1)];
const span = { validFrom: day(-9), validTo: null };

/** Everything that a call asks for, as the words say it: may this person use the tool, with nothing that forbids it? */
function entitled(personId: string, member: AgentFacts, call: AccessRequest, facts: AccessFacts): boolean {
  const { tool, server, selectable } = called(call, facts)!;
  const attributesOf = (id: string) => facts.people.find((row) => row.id === id)?.attributes ?? null;
  const served = call.personId ?? facts.agents.find(({ id }) => id === call.agentId)!.ownerId;
  const idsOf = ({ profileId, id }: ProfileGrantFacts) => {
    return { agentId: member.id, personId: served, toolId: tool.id, profileId, grantId: id };
  };
  const says = (grant: ProfileGrantFacts): Match => {
    if (grant.condition === null) return true;
    const { args, at, context } = call;
    const [person, owner] = [attributesOf(served), attributesOf(member.ownerId)];
    return matches(grant.condition, { args, at, context, person, owner, agent: member, server, ids: idsOf(grant) });
  };
  const hasRoom = (grant: ProfileGrantFacts): boolean => {
    if (grant.budget === null) return true;
    const usage = call.context?.usage;
    if (!usage) return false;
    const used = usage[counterKey(grant.budget.counter, idsOf(grant))] ?? 0;
    return used < grant.budget.limit || grant.budget.exceeded === 'hold';
  };
  const held = profilesOf(personId, facts, call.at);
  const grants = facts.profileGrants.filter(
    (grant) =>
      held.has(grant.profileId) &&
      liveAt(call.at)(grant) &&
      (grant.toolId === tool.id || (grant.pattern !== null && selects(grant.pattern, selectable))),
  );
  const meant = ({ definitionHash }: GrantFacts): boolean =>
    definitionHash === null || tool.acceptedHashes.includes(definitionHash);
  return (
    grants.some((grant) => grant.effect !== 'deny' && says(grant) === true && meant(grant) && hasRoom(grant)) &&
    !grants.some((grant) => grant.effect === 'deny' && says(grant) !== false)
  );
}

it('R-ACC-1: nothing is permitted beyond what the owners and the acting person may [access.ceiling] [r-acc.ceiling]', () => {
  const bore = measured(worlds, needs, (facts, call) => {
    if (!may(call, facts)) return false;
    const members = everybody(call.chain, facts);
    for (const member of members) claim(entitled(member.ownerId, member, call, facts));
    const first = members.find(({ id }) => id === call.agentId)!;
    claim(call.personId === null || entitled(call.personId, first, call, facts));
    return true;
  });
  expect(bore).toBeGreaterThan(10_000);
});

it('R-ACC-2: who knows less allows no more, nothing granted is nothing allowed, a broken grant adds nothing [access.default-deny] [access.missing-attribute] [r-acc.default-deny]', () => {
  const broken = { arg: 's', op: 'matches', value: 'a' } as never;
  const bore = measured(worlds, needs, (facts, call, any) => {
    const { context, ...blind } = call;
    const full = decide(call, facts);
    const less = [
      () => decide({ ...call, args: {} }, facts),
      () => decide(call, { ...facts, people: [] }),
      () => decide(blind, facts),
      () => decide({ ...call, context: { clientId: context?.clientId ?? null, signIn: null } }, facts),
      () => decide({ ...blind, args: null }, { ...facts, people: [] }),
    ];
    claim(rank(among(less, any)!()) <= rank(full));
    if (full.effect === 'deny') return false;
    claim(decide(call, { ...facts, agentGrants: [] }).code === 'agent_no_grant');
    claim(decide(call, { ...facts, assignments: [] }).code.endsWith('_no_grant'));
    claim(!may(call, { ...facts, profileGrants: [] }));
    const own = among(facts.agentGrants, any);
    const agentGrants = facts.agentGrants.map((row) => (row === own ? { ...row, condition: broken } : row));
    const withBroken = decide(call, { ...facts, agentGrants });
    claim(rank(withBroken) <= rank(full));
    return true;
  });
  expect(bore).toBeGreaterThan(10_000);
});

/** The same world with one more word of one side, which nothing narrows. */
function against(facts: AccessFacts, call: AccessRequest, effect: Effect, any: number): AccessFacts {
  const whole = {
    ...span,
    toolId: null,
    pattern: { kind: call.kind ?? 'tool', name: '*' },
    definitionHash: null,
  } as const;
  const word = { ...whole, id: 'zz', effect, condition: null, budget: null, obligations: [] };
  const members = everybody(call.chain, facts);
  const people = [...members.map(({ ownerId }) => ownerId), ...(call.personId === null ? [] : [call.personId])];
  const sides = [...members.map(({ id }) => ({ id, isAgent: true })), ...people.map((id) => ({ id, isAgent: false }))];
  const { id, isAgent } = among(sides, any)!;
  if (isAgent) return { ...facts, agentGrants: [...facts.agentGrants, { ...word, agentId: id, profileId: null }] };
  const held = { ...span, id: 'zz', profileId: 'zz', personId: id, groupId: null, ruleId: null };
  const profileGrants = [...facts.profileGrants, { ...word, profileId: 'zz' }];
  return { ...facts, assignments: [...facts.assignments, held], profileGrants };
}

it('R-ACC-3: a deny of any side stands whatever else is granted, and a hold wherever nothing denies [access.deny-wins] [r-acc.deny-wins]', () => {
  const bore = measured(worlds, needs, (facts, call, any) => {
    const now = decide(call, facts);
    if (now.effect === 'deny') return false;
    claim(decide(call, against(facts, call, 'deny', any)).code === 'denied_by_grant');
    claim(decide(call, against(facts, call, 'hold', any)).effect === 'hold');
    // what is allowed as well never lifts a hold
    claim(now.code === 'budget_exhausted' || rank(decide(call, against(facts, call, 'allow', any))) <= rank(now));
    return true;
  });
  expect(bore).toBeGreaterThan(10_000);
});

const kinds = [
  'agentGrants',
  'memberships',
  'assignments',
  'profileGrants',
  'delegations',
  'agents',
  'people',
] as const;
it('R-ACC-4: taking away any link never adds a call, where nothing denies [access.narrows] [r-acc.narrows]', () => {
  const bore = measured(worldsWithoutDeny, needs, (facts, call, any) => {
    const less = kinds.map((kind) => {
      const gone = among<unknown>(facts[kind], any >> 3);
      return { ...facts, [kind]: (facts[kind] as readonly unknown[]).filter((row) => row !== gone) };
    });
    const one = among(less, any)!;
    const delegations = call.delegations.filter((id) => id !== among(call.delegations, any));
    const isAllowed = may(call, facts);
    const [still, unlinked] = [may(call, one), may({ ...call, delegations }, facts)];
    claim(isAllowed || !(still || unlinked));
    return !still || !unlinked;
  });
  expect(bore).toBeGreaterThan(10_000);
});

it('R-ACC-4: taking away what permits never adds a call, whatever else denies [access.narrows] [r-acc.narrows]', () => {
  const bore = measured(worlds, needs, (facts, call, any) => {
    if (may(call, facts)) return false;
    // a profile that an agent holds may forbid, as a membership may
    const own = facts.agentGrants.filter(({ profileId }) => profileId === null);
    const gone = among(
      [...own, ...facts.profileGrants].filter(({ effect }) => effect !== 'deny'),
      any,
    );
    const agentGrants = facts.agentGrants.filter((row) => row !== gone);
    const profileGrants = facts.profileGrants.filter((row) => row !== gone);
    claim(!may(call, { ...facts, agentGrants, profileGrants }));
    return true;
  });
  expect(bore).toBeGreaterThan(10_000);
});
