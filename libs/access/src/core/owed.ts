import { canonicalJson } from '@app/kernel';
import type { Candidate } from './candidate.js';
import type { Side } from './side.js';
import { counterKey } from './condition/counter.js';
import type { Counter, Obligation } from './condition/types.js';
import type { Spend } from './decision.js';
import { type Asking, isLive, restricts } from './weigh.js';

type AskingOf = (side: Side) => Asking;

/** Whatever any grant obliges to that applies, as a hold does: a second grant without the duty does not lift it. */
export function obligationsOf(sides: readonly Side[], askingOf: AskingOf): Obligation[] {
  const found = new Map<string, Obligation>();
  for (const side of sides) {
    for (const candidate of side.candidates) {
      if (candidate.obligations.length === 0 || candidate.effect === 'deny') continue;
      const asking = askingOf(side);
      if (!isLive(candidate, asking.at) || !restricts(candidate, asking)) continue;
      for (const duty of candidate.obligations) found.set(canonicalJson(duty), duty);
    }
  }
  return found.size === 0 ? none : [...found.values()];
}

/**
 * What the call uses up: the budgets of the grants that permit it, and whatever a condition on this tool counts, so
 * that it has been counted when it is asked for. Once for each counter, with the lowest limit.
 * @param permits what permits, in the order of the sides
 */
export function spendsOf(sides: readonly Side[], permits: readonly Candidate[], askingOf: AskingOf): Spend[] {
  const found = new Map<string, Spend>();
  const add = (key: string, counter: Counter, limit: number | null): void => {
    const known = found.get(key);
    found.set(key, { key, counter, limit: lower(known?.limit ?? null, limit) });
  };
  for (const [i, side] of sides.entries()) {
    for (const candidate of side.candidates) {
      for (const term of candidate.terms) {
        const { counters } = term;
        const budget = candidate === permits[i] ? term.budget : null;
        if (counters.length === 0 && budget === null) continue;
        const asking = askingOf(side);
        if (!isLive(candidate, asking.at)) continue;
        const { ids } = asking.envOf(term);
        for (const counter of counters) add(counterKey(counter, ids), counter, null);
        if (budget) add(counterKey(budget.counter, ids), budget.counter, budget.limit);
      }
    }
  }
  return found.size === 0 ? none : [...found.values()];
}

const lower = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
const none: never[] = [];
