import { canonicalJson } from '@app/kernel';
import type { Candidate } from '../core/candidate.js';
import type { Budget } from '../core/condition/types.js';

/** Is there anything by which a call could be allowed, or held for approval? */
export const permitsAtAll = (side: readonly Candidate[]): boolean => side.some(permits);

/** 0: nothing; 1: only after approval, as far as one can tell without a call; 2: more. */
export function widthOf(side: readonly Candidate[]): 0 | 1 | 2 {
  if (!permitsAtAll(side)) return 0;
  const isHeld = side.some(
    (one) => one.effect === 'hold' && one.restricting.every(({ condition }) => condition === null),
  );
  return isHeld || !side.some((one) => one.effect === 'allow' && one.current) ? 1 : 2;
}

/**
 * Could some call be made on this side that could not be made before? Everything that permits must be covered by
 * something that permitted, and everything that restricted by something that restricts. In doubt it is wider.
 * @param at what is planned earlier than this counts from then
 */
export function isWider(was: readonly Candidate[], is: readonly Candidate[], at: number): boolean {
  const granted = is.filter(permits).every((one) => was.some((former) => permitsAll(former, one, at)));
  if (!granted) return true;
  return !was.every((former) => {
    const isBound = former.effect !== 'allow' || former.obligations.length > 0;
    return !isBound || bindsStill(former, is, at);
  });
}

const permits = ({ effect, current }: Candidate): boolean => effect !== 'deny' && current;

/** Whatever `one` permits, `former` permitted. */
function permitsAll(former: Candidate, one: Candidate, at: number): boolean {
  return (
    permits(former) &&
    (former.effect === 'allow' || one.effect === 'hold') &&
    former.from <= Math.max(one.from, at) &&
    former.to >= one.to &&
    saidBy(former.terms).every((said) => saidBy(one.terms).includes(said)) &&
    budgetsOf(former).every((budget) => budgetsOf(one).some((other) => isWithin(other, budget)))
  );
}

/** Whatever `former` denied, held or obliged to is so still. */
function bindsStill(former: Candidate, is: readonly Candidate[], at: number): boolean {
  const as = (one: Candidate): boolean =>
    one.from <= Math.max(former.from, at) &&
    one.to >= former.to &&
    saidBy(one.restricting).every((said) => saidBy(former.restricting).includes(said));
  const isRestricted =
    former.effect === 'allow' || is.some((one) => (one.effect === 'deny' || one.effect === former.effect) && as(one));
  const owed = new Set(former.obligations.map(canonicalJson));
  for (const one of is) {
    if (one.effect !== 'deny' && as(one)) for (const duty of one.obligations) owed.delete(canonicalJson(duty));
  }
  return isRestricted && owed.size === 0;
}

const saidBy = (terms: Candidate['terms']): string[] =>
  terms.flatMap(({ condition }) => (condition === null ? [] : [canonicalJson(condition)]));

const budgetsOf = ({ terms }: Candidate): Budget[] => terms.flatMap(({ budget }) => budget ?? []);

const isWithin = (one: Budget, budget: Budget): boolean =>
  canonicalJson(one.counter) === canonicalJson(budget.counter) &&
  one.limit <= budget.limit &&
  (budget.exceeded === 'hold' || one.exceeded === 'deny');
