import { idsOf, type Subject } from './conclude.js';
import { counterKey } from './condition/counter.js';
import type { Counter } from './condition/types.js';
import type { Needs } from './decision.js';
import type { Asked } from './fits.js';
import { type Pattern, patternKey, selects } from './selector/pattern.js';

/**
 * What must be looked up before a call can be decided, and remembered of it; null: nothing.
 * @param tools the tool that is called, and what it is made from: who calls a safe variant has called its base, too
 * @param patterns every pattern of which a condition asks whether it was called
 */
export function needsOf(
  subject: Pick<Subject, 'sides' | 'members' | 'personId' | 'tool'>,
  tools: readonly Asked[],
  patterns: readonly Pattern[],
): Needs | null {
  const counters = new Map<string, Counter>();
  let called = false;
  for (const side of subject.sides) {
    for (const { terms } of side.candidates) {
      for (const term of terms) {
        if (term.condition === null && term.budget === null) continue;
        const ids = idsOf(subject, side, term);
        for (const counter of term.counters) counters.set(counterKey(counter, ids), counter);
        if (term.budget) counters.set(counterKey(term.budget.counter, ids), term.budget.counter);
        called ||= term.asksCalled;
      }
    }
  }
  const fitting = patterns.filter((pattern) => tools.some((tool) => selects(pattern, tool)));
  const marks = [...new Set(fitting.map(patternKey))];
  if (counters.size === 0 && !called && marks.length === 0) return null;
  return { counters: [...counters].map(([key, counter]) => ({ key, counter })), called, marks };
}
