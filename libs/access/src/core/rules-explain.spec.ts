import { isDeepStrictEqual } from 'node:util';
import { expect, it, vi } from 'vitest';
import { permits } from '../../../../test/support/access-calls.js';
import { claim, measured } from '../../../../test/support/access-measured.js';
import { called, everybody, liveAt } from '../../../../test/support/access-said-again.js';
import { worlds } from '../../../../test/support/access-worlds.js';
import { decide, needs } from './decide.js';
import type { AccessRequest, Decision, PathStep } from './decision.js';
import type { AccessFacts, Interval } from './facts.js';
import { ANY_ARGUMENTS } from './weigh.js';

vi.setConfig({ testTimeout: 600_000 });
const may = (call: AccessRequest, facts: AccessFacts): boolean => permits(decide(call, facts));
const among = <T>(rows: readonly T[], any: number): T | undefined => rows[any % Math.max(rows.length, 1)];

/** Is every step there, at that time, and does each follow from the one before it? */
function isWalk({ path, grantIds }: Decision, call: AccessRequest, facts: AccessFacts): boolean {
  const live = liveAt(call.at);
  const members = everybody(call.chain, facts);
  let holder = '';
  let before: PathStep = { step: 'missing', id: '' };
  const follows = (now: PathStep): boolean => {
    const { step, id } = now;
    const from = before;
    before = now;
    switch (step) {
      case 'delegation':
        return call.delegations.includes(id) && facts.delegations.some((row) => row.id === id && live(row));
      case 'agent':
      case 'owner':
      case 'ceiling':
      case 'person':
        holder = id;
        if (step === 'agent') return members.some((row) => row.id === id);
        if (step === 'owner') return members.some(({ ownerId }) => ownerId === id);
        return step === 'person' ? id === call.personId : members.some(({ ceilingId }) => ceilingId === id);
      case 'group':
        return facts.memberships.some((row) => row.groupId === id && row.personId === holder && live(row));
      case 'rule':
        return facts.assignments.some((row) => row.ruleId === id && row.personId === holder && live(row));
      case 'profile':
        if (from.step === 'agent') {
          return facts.agentGrants.some((row) => row.agentId === holder && row.profileId === id && live(row));
        }
        return facts.assignments.some(
          (row) =>
            row.profileId === id &&
            live(row) &&
            (from.step === 'group' ? row.groupId === from.id : row.personId === holder),
        );
      case 'grant': {
        const own = facts.agentGrants.find((row) => row.id === id);
        if (own) return own.agentId === holder && live(own);
        const grant = facts.profileGrants.find((row) => row.id === id);
        return grant !== undefined && live(grant) && ['profile', 'ceiling', 'grant'].includes(from.step);
      }
      case 'missing':
        return true;
    }
  };
  const named = path.filter(({ step }) => step === 'grant').map(({ id }) => id);
  return path.every(follows) && grantIds.every((id) => named.includes(id));
}

/** What came later: everything ends, and as much again begins. */
function later(facts: AccessFacts, at: Date, any: number): AccessFacts {
  const then = new Date(at.getTime() + 1 + (any % 1000));
  const moved = <Row extends Interval>(rows: readonly Row[]): Row[] => [
    ...rows.map((row) => (row.validTo === null || row.validTo > then ? { ...row, validTo: then } : row)),
    ...rows.map((row) => ({ ...row, validFrom: then, validTo: null })),
  ];
  return {
    ...facts,
    agentGrants: moved(facts.agentGrants),
    profileGrants: moved(facts.profileGrants),
    memberships: moved(facts.memberships),
    assignments: moved(facts.assignments),
    kills: moved(facts.kills),
  };
}

it('R-ACC-5: every decision names its grants and a way that can be walked, or what is missing, and says the same later as of its time [access.explains] [r-acc.explain]', () => {
  const bore = measured(worlds, needs, (facts, call, any) => {
    const decision = decide(call, facts);
    claim(isWalk(decision, call, facts) && decision.path.length > 0);
    const isMissing = decision.path.at(-1)?.step === 'missing';
    claim(!permits(decision) || (!isMissing && decision.grantIds.length > 0));
    claim(isMissing || !decision.code.endsWith('_no_grant'));
    claim(isDeepStrictEqual(decide(call, later(facts, call.at, any)), decision));
    return !isMissing;
  });
  expect(bore).toBeGreaterThan(40_000);
});

it('R-ACC-6: what some call could do is listed, and what is not listed nobody can call [access.visible] [r-acc.visible]', () => {
  const bore = measured(worlds, needs, (facts, call) => {
    const { context: _, ...blind } = call;
    const isListed = may({ ...blind, args: ANY_ARGUMENTS }, facts);
    const decision = decide(call, facts);
    // a step that could be taken is listed, too
    claim(isListed || (!permits(decision) && decision.code !== 'step_up_required'));
    if (!isListed) return true;
    const { tool, server } = called(call, facts)!;
    claim(tool.state === 'available' && server.status === 'active');
    for (const { id } of everybody(call.chain, facts)) {
      claim(facts.agentGrants.some(({ agentId }) => agentId === id));
    }
    return false;
  });
  expect(bore).toBeGreaterThan(10_000);
});

it('R-ACC-7: a grant means a definition: another one needs a new approval, or to be carried over [access.pinned-definition] [r-acc.pinned]', () => {
  const bore = measured(worlds, needs, (facts, call, any) => {
    const decision = decide(call, facts);
    if (!permits(decision)) return false;
    const { tool } = called(call, facts)!;
    const as = (change: Partial<typeof tool>, id = tool.id): Decision =>
      decide(call, { ...facts, tools: facts.tools.map((row) => (row.id === id ? { ...row, ...change } : row)) });
    claim(as({ state: 'held' }).code === 'definition_changed');
    claim(as({ state: 'held' }, tool.variantOf ?? tool.id).code === 'definition_changed');
    const carried = as({ approvedHash: 'h2', acceptedHashes: [...tool.acceptedHashes, 'h2'] });
    claim(isDeepStrictEqual(carried, { ...decision, tool: { ...decision.tool, definitionHash: 'h2' } }));
    const changed = as({ approvedHash: 'h2', acceptedHashes: ['h2'] });
    const pinned = [...facts.agentGrants, ...facts.profileGrants].filter((row) => row.definitionHash !== null);
    // an agent's part of a profile may still be named for what the profile holds back
    const holdsBack = (row: (typeof pinned)[number]): boolean =>
      row.effect === 'hold' || (changed.effect === 'hold' && 'agentId' in row && row.profileId !== null);
    const isNamed = changed.grantIds.some((id) => pinned.some((row) => row.id === id && !holdsBack(row)));
    claim(!permits(changed) || !isNamed);
    const known = among(pinned, any);
    return known === undefined || changed.effect === 'deny';
  });
  expect(bore).toBeGreaterThan(10_000);
});

it('R-ACC-8: no name carries a right: who or what takes a name over has nothing of it [access.names-carry-nothing] [r-acc.names]', () => {
  const bore = measured(worlds, needs, (facts, call) => {
    if (!may(call, facts)) return false;
    const { tool } = called(call, facts)!;
    // somebody of whom the directory says the very same
    const heir = 'heir';
    const people = facts.people.map((row) => (row.id === facts.agents[0]?.ownerId ? { ...row, id: heir } : row));
    const owned = { ...facts, people, agents: facts.agents.map((row) => ({ ...row, ownerId: heir })) };
    claim(!may(call, owned));
    const delegations = facts.delegations.map((row) =>
      row.personId === call.personId ? { ...row, personId: heir } : row,
    );
    const acting = { ...call, personId: heir };
    claim(call.personId === null || !may(acting, { ...facts, delegations }));
    // a tool of the same name and definition has what patterns give to all such tools, and nothing that was given to the old
    const retold = { ...facts, tools: facts.tools.map((row) => (row.id === tool.id ? { ...row, id: 'new' } : row)) };
    const kept = (row: { toolId: string | null }): boolean => row.toolId !== tool.id;
    const without = { agentGrants: facts.agentGrants.filter(kept), profileGrants: facts.profileGrants.filter(kept) };
    const renamed = (text: string): string => text.replace(`tool=${tool.id}`, 'tool=new');
    const { usage } = call.context ?? {};
    const asked: AccessRequest =
      usage && call.context
        ? {
            ...call,
            context: {
              ...call.context,
              usage: Object.fromEntries(Object.entries(usage).map(([key, used]) => [renamed(key), used])),
            },
          }
        : call;
    const bare = { ...facts, ...without, kills: facts.kills.filter(({ targetId }) => targetId !== tool.id) };
    claim(may(asked, retold) === may(call, bare));
    return true;
  });
  expect(bore).toBeGreaterThan(10_000);
});
