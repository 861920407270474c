import type { Candidate, Term } from './candidate.js';
import { usedOf } from './condition/condition.js';
import { couldMatch } from './condition/could-match.js';
import { counterKey } from './condition/counter.js';
import type { ConditionEnv } from './condition/env.js';
import { stepUpFor } from './condition/step-up.js';
import type { Assurance } from './condition/types.js';
import { both } from './step-up.js';

/** Asks for every call that could be made, as for a list of tools, instead of one call's arguments. */
export const ANY_ARGUMENTS = Symbol('any arguments');

/** What one side is asked. */
export type Asking = Readonly<{
  /** Milliseconds since 1970. */
  at: number;
  /** For every call that could be made: what cannot be told counts for the caller. */
  any: boolean;
  /** Somebody is there who could sign in again. */
  present: boolean;
  envOf: (term: Term) => ConditionEnv;
}>;

export type Verdict =
  | Readonly<{
      effect: 'allow' | 'hold';
      code: 'allowed' | 'held' | 'budget_exhausted';
      /** What is named. */
      by: Candidate;
      /** What permits, and is used up by it. */
      permit: Candidate;
      conditional: boolean;
    }>
  | Readonly<{ effect: 'deny'; code: 'denied_by_grant'; by: Candidate }>
  | Readonly<{ effect: 'deny'; code: 'step_up_required'; stepUp: Assurance }>
  | Readonly<{ effect: 'deny'; code: Shortfall }>;
export type Shortfall = 'no_grant' | 'condition_unmet' | 'definition_changed' | 'budget_exhausted';
type Permission = 'permits' | 'held' | Exclude<Shortfall, 'no_grant'> | Assurance;

/**
 * What one side says. Deny wins over hold, hold over allow. What is missing lets no grant permit and every grant
 * restrict; a grant on another definition permits nothing but still restricts (R-ACC-2, 3, 7).
 * @param candidates in the order in which they are to be named
 */
export function weigh(candidates: readonly Candidate[], asking: Asking): Verdict {
  let permit: Candidate | undefined;
  let unconditional = false;
  let hold: Candidate | undefined;
  let usedUp: Candidate | undefined;
  let stepUp: Assurance | undefined;
  let short: Shortfall = 'no_grant';
  for (const candidate of candidates) {
    if (!isLive(candidate, asking.at)) continue;
    if (candidate.effect === 'deny') {
      if (restricts(candidate, asking)) return { effect: 'deny', code: 'denied_by_grant', by: candidate };
      continue;
    }
    if (candidate.effect === 'hold' && hold === undefined && restricts(candidate, asking)) hold = candidate;
    const permission = permissionOf(candidate, asking);
    if (permission === 'permits') {
      permit ??= candidate;
      unconditional ||= candidate.plain;
    } else if (permission === 'held') usedUp ??= candidate;
    else if (typeof permission === 'object') stepUp ??= permission;
    else if (ranks[permission] > ranks[short]) short = permission;
  }
  const conditional = !unconditional;
  if (permit && hold) return { effect: 'hold', code: 'held', by: hold, permit, conditional };
  if (permit) return { effect: 'allow', code: 'allowed', by: permit, permit, conditional };
  if (usedUp) return { effect: 'hold', code: 'budget_exhausted', by: usedUp, permit: usedUp, conditional };
  if (stepUp && short !== 'budget_exhausted') return { effect: 'deny', code: 'step_up_required', stepUp };
  return { effect: 'deny', code: short };
}

const ranks: Readonly<Record<Shortfall, number>> = {
  no_grant: 0,
  condition_unmet: 1,
  definition_changed: 2,
  budget_exhausted: 3,
};

export const isLive = ({ from, to }: Candidate, at: number): boolean => from <= at && at < to;

/** Does a deny or a hold apply, and what a grant obliges to? Unless it is known not to; in a list, if it is known to. */
export function restricts({ restricting, plain }: Candidate, asking: Asking): boolean {
  if (plain) return true;
  for (const term of restricting) {
    if (term.test === null || term.condition === null) continue;
    const env = asking.envOf(term);
    if (asking.any ? couldMatch({ not: term.condition }, env) : term.test(env) === false) return false;
  }
  return true;
}

function permissionOf(candidate: Candidate, asking: Asking): Permission {
  if (candidate.plain) return candidate.current ? 'permits' : 'definition_changed';
  let stepUp: Assurance | null = null;
  for (const term of candidate.terms) {
    if (term.test === null || term.condition === null) continue;
    const env = asking.envOf(term);
    if (asking.any ? couldMatch(term.condition, env) : term.test(env) === true) continue;
    const needed: Assurance | null = asking.present && !asking.any ? stepUpFor(term.condition, env) : null;
    stepUp = needed && both(stepUp ?? {}, needed);
    if (stepUp === null) return 'condition_unmet';
  }
  if (!candidate.current) return stepUp ? 'condition_unmet' : 'definition_changed';
  const room = roomOf(candidate, asking);
  return stepUp && (room === 'permits' || room === 'held') ? stepUp : room;
}

/** What is left of the budgets. How much was used must be known. */
function roomOf({ terms }: Candidate, asking: Asking): 'permits' | 'held' | 'condition_unmet' | 'budget_exhausted' {
  let room: 'permits' | 'held' = 'permits';
  for (const term of terms) {
    if (term.budget === null || asking.any) continue;
    const env = asking.envOf(term);
    const used = usedOf(env, counterKey(term.budget.counter, env.ids));
    if (typeof used !== 'number') return 'condition_unmet';
    if (used < term.budget.limit) continue;
    if (term.budget.exceeded === 'deny') return 'budget_exhausted';
    room = 'held';
  }
  return room;
}
