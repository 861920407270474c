import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { type CallIntentEntry, KeptCallInputs, type KeptInputs, intentsBetween } from '@app/ledger';
import { buildIndex } from '../core/access-index.js';
import { contextOf } from '../core/call-context.js';
import { attributesIn, patternsIn } from '../core/condition/parts.js';
import type { Condition } from '../core/condition/types.js';
import { isDecided } from '../core/decided-codes.js';
import type { DecisionCode } from '../core/decision.js';
import type { AccessFacts } from '../core/facts.js';
import { type Proposal, always, profilesIn, proposed } from '../core/proposal.js';
import { type Outcome, type Replayed, outcomeOf } from '../core/replay.js';
import { givesTo } from '../core/rule.js';
import { patternKey } from '../core/selector/pattern.js';
import { factsAsOf, statedAt } from '../history/facts-as-of.js';
import { pastDelegations } from '../history/rows-as-of.js';
import { nameThem } from '../history/naming.js';

/** The newest calls of a time are replayed, at most as many. */
const MOST_CALLS = 5_000;
const MOST_EXAMPLES = 3;

/** Calls of one agent to one tool, for one person, that would come out differently or of which nobody can tell. */
export type ShiftedCalls = Readonly<{
  effect: 'newly-allowed' | 'newly-held' | 'newly-denied' | 'undetermined';
  agentId: string;
  agentName: string | null;
  personId: string | null;
  personName: string | null;
  serverName: string;
  toolName: string;
  before: DecisionCode;
  after: DecisionCode;
  calls: number;
  /** Ids of some of these calls, newest first. */
  examples: readonly string[];
}>;
/** `calls` is how many were replayed; `isComplete`: whether those were all. */
export type Simulation = Readonly<{
  calls: number;
  isComplete: boolean;
  unchanged: number;
  shifted: readonly ShiftedCalls[];
}>;

/**
 * What a change would do to calls like those that were made: each is decided by the rights there are now, and by these
 * with the change. Times of day, sign-ins, counters and delegations are taken as they were at the call.
 */
@Injectable()
export class Simulations {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly inputs: KeptCallInputs,
  ) {}

  /** @throws Refusal history.time-invalid */
  async simulate(actor: Actor, proposal: Proposal, from: Date, to: Date): Promise<Simulation> {
    if (to <= from) throw new Refusal('history.time-invalid');
    return this.db.read(actor, async (tx) => {
      const found = await intentsBetween(tx, from, to, MOST_CALLS + 1);
      const calls = found.slice(0, MOST_CALLS).filter(({ reasonCode }) => isDecided(reasonCode));
      const [before, after, patterns] = await this.sides(tx, calls, proposal);
      const kept = await this.inputs.of(
        tx,
        calls.map(({ callId }) => callId),
      );
      const outcomes = calls.map((call) => {
        const replayed = replayOf(call, kept.get(call.callId));
        const known = before.needs(replayed, replayed);
        const was = outcomeOf(before, replayed, known, []);
        return { call, was, is: outcomeOf(after, replayed, known, patterns) };
      });
      const shifted = grouped(outcomes.filter(isShifted));
      const unchanged = outcomes.filter((outcome) => !isShifted(outcome)).length;
      return {
        calls: calls.length,
        isComplete: found.length <= MOST_CALLS,
        unchanged,
        shifted: await named(tx, shifted),
      };
    });
  }

  /** The rights now and as proposed, of everybody who called; and the patterns that only the proposal asks for. */
  private async sides(tx: Tx, calls: readonly CallIntentEntry[], proposal: Proposal) {
    const at = this.clock.now();
    const scope = {
      agentIds: calls.flatMap(({ chain }) => chain),
      personIds: calls.flatMap(({ personId }) => personId ?? []),
      profileIds: profilesIn(proposal),
      ...('members' in proposal && { groupIds: [proposal.members] }),
      attributes: asksFor(proposal),
    };
    const delegations = await pastDelegations(
      tx,
      calls.flatMap((call) => call.delegations),
    );
    const facts = lasting({ ...(await factsAsOf(tx, scope, at)), delegations });
    const people = await statedAt(
      tx,
      facts.people.map(({ id }) => id),
      at,
    );
    const means = (condition: Condition, personId: string): boolean => {
      const person = people.get(personId);
      return person !== undefined && givesTo(condition, person);
    };
    const changed = proposed(facts, proposal, means);
    const asked = patternsOf(facts);
    const patterns = [...patternsOf(changed)].filter((key) => !asked.has(key));
    return [buildIndex(facts, always.validFrom), buildIndex(changed, always.validFrom), patterns] as const;
  }
}

type Compared = Readonly<{ call: CallIntentEntry; was: Outcome; is: Outcome }>;

const isCertain = ({ was, is }: Compared): boolean => was.isCertain && is.isCertain;
const isShifted = (compared: Compared): boolean =>
  !isCertain(compared) || compared.was.answer.effect !== compared.is.answer.effect;

function replayOf(call: CallIntentEntry, kept: KeptInputs | undefined): Replayed {
  const { agentId, personId, chain, delegations, server, tool, kind } = call;
  const context = contextOf(kept?.context);
  const asked = { agentId, personId, chain, delegations, serverName: server, toolName: tool, kind };
  return { ...asked, at: call.decidedAt ?? call.at, args: kept?.arguments, context };
}

/** What counts now counted at every call: only the rights are compared, not when each of them began. */
const lasting = (facts: AccessFacts): AccessFacts => ({
  ...facts,
  agentGrants: facts.agentGrants.map((row) => ({ ...row, ...always })),
  memberships: facts.memberships.map((row) => ({ ...row, ...always })),
  assignments: facts.assignments.map((row) => ({ ...row, ...always })),
  profileGrants: facts.profileGrants.map((row) => ({ ...row, ...always })),
  delegations: facts.delegations.map((row) => ({ ...row, ...always })),
  kills: facts.kills.map((row) => ({ ...row, ...always })),
});

function conditionsIn(proposal: Proposal): Condition[] {
  if ('rule' in proposal) return [proposal.rule];
  const grants = 'grants' in proposal ? proposal.grants : 'grant' in proposal ? [proposal.grant] : [];
  return grants.flatMap(({ condition }) => condition ?? []);
}
const asksFor = (proposal: Proposal): string[] => conditionsIn(proposal).flatMap(attributesIn);

const patternsOf = ({ agentGrants, profileGrants }: AccessFacts): Set<string> =>
  new Set(
    [...agentGrants, ...profileGrants].flatMap(({ condition }) =>
      condition ? patternsIn(condition).map(patternKey) : [],
    ),
  );

type Group = Omit<ShiftedCalls, 'agentName' | 'personName'>;
const names = { allow: 'newly-allowed', hold: 'newly-held', deny: 'newly-denied' } as const;

function grouped(outcomes: readonly Compared[]): Group[] {
  const groups = new Map<string, Group>();
  for (const compared of outcomes) {
    const { call, was, is } = compared;
    const effect: Group['effect'] = isCertain(compared) ? names[is.answer.effect] : 'undetermined';
    const { agentId, personId, server: serverName, tool: toolName, callId } = call;
    const told = { effect, agentId, personId, serverName, toolName, before: was.answer.code, after: is.answer.code };
    const key = JSON.stringify(told);
    const { calls = 0, examples = [] } = groups.get(key) ?? {};
    const some = examples.length < MOST_EXAMPLES ? [...examples, callId] : examples;
    groups.set(key, { ...told, calls: calls + 1, examples: some });
  }
  return [...groups.values()].toSorted((a, b) => b.calls - a.calls);
}

async function named(tx: Tx, groups: readonly Group[]): Promise<ShiftedCalls[]> {
  const nameOf = await nameThem(tx, {
    agents: groups.map(({ agentId }) => agentId),
    people: groups.flatMap(({ personId }) => personId ?? []),
  });
  return groups.map((group) => ({
    ...group,
    agentName: nameOf(group.agentId),
    personName: group.personId === null ? null : nameOf(group.personId),
  }));
}
