import type { Candidate } from './candidate.js';
import { type Condition, matches } from './condition.js';
import type { DecisionCode } from './decision.js';

/** Asks for every call that could be made, as for a list of tools, instead of one call's arguments. */
export const ANY_ARGUMENTS = Symbol('any arguments');

export type Verdict =
  | Readonly<{ effect: 'allow' | 'hold'; by: Candidate; conditional: boolean }>
  | Readonly<{ effect: 'deny'; code: 'denied_by_grant'; by: Candidate }>
  | Readonly<{ effect: 'deny'; code: Extract<DecisionCode, 'no_grant' | 'condition_unmet' | 'definition_changed'> }>;

/**
 * What one side says. Deny wins over hold, hold over allow. A missing attribute lets no grant permit and every grant
 * restrict; a grant on another definition permits nothing but still restricts (R-ACC-2, 3, 7).
 * @param candidates in the order in which they are to be named
 */
export function weigh(candidates: readonly Candidate[], args: unknown, at: number): Verdict {
  let permit: Candidate | undefined;
  let unconditional = false;
  let hold: Candidate | undefined;
  let short: 'no_grant' | 'condition_unmet' | 'definition_changed' = 'no_grant';
  for (const candidate of candidates) {
    if (at < candidate.from || at >= candidate.to) continue;
    const { permits, restricts } = bearing(candidate.condition, args);
    if (candidate.effect === 'deny') {
      if (restricts) return { effect: 'deny', code: 'denied_by_grant', by: candidate };
      continue;
    }
    if (candidate.effect === 'hold' && restricts) hold ??= candidate;
    if (!permits) short = short === 'no_grant' ? 'condition_unmet' : short;
    else if (!candidate.current) short = 'definition_changed';
    else {
      permit ??= candidate;
      unconditional ||= candidate.condition === null;
    }
  }
  if (!permit) return { effect: 'deny', code: short };
  if (hold) return { effect: 'hold', by: hold, conditional: !unconditional };
  return { effect: permit.effect === 'hold' ? 'hold' : 'allow', by: permit, conditional: !unconditional };
}

function bearing(condition: Condition | null, args: unknown): { permits: boolean; restricts: boolean } {
  if (condition === null) return { permits: true, restricts: true };
  if (args === ANY_ARGUMENTS) return { permits: true, restricts: false };
  const match = matches(condition, args);
  return { permits: match === true, restricts: match !== false };
}
