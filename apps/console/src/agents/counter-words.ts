import type { Budget, Counter } from './agent.js';

const units: Record<Counter['unit'], string> = {
  calls: 'calls',
  records: 'records',
  bytes: 'bytes',
  cost: 'units of cost',
};
const compared = { lt: 'fewer than', lte: 'at most', gt: 'more than', gte: 'at least' } as const;
const count = new Intl.NumberFormat('en');

/** What was used so far: `fewer than 100 records so far this session (per agent)`. */
export function usedWords(counter: Counter, op: keyof typeof compared, value: number): string {
  const { window } = counter;
  const when = window === 'session' ? 'this session' : since[window.every];
  return `${compared[op]} ${count.format(value)} ${units[counter.unit]} so far ${when} ${scope(counter)}`;
}

const since = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' } as const;

/** What may be used, and what then: `at most 100 records a session (per agent), then it is refused`. */
export function budgetWords({ counter, limit, exceeded }: Budget): string {
  const { window } = counter;
  const each = window === 'session' ? 'a session' : window.every === 'hour' ? 'an hour' : `a ${window.every}`;
  const then = exceeded === 'hold' ? 'then a person must approve' : 'then it is refused';
  return `at most ${count.format(limit)} ${units[counter.unit]} ${each} ${scope(counter)}, ${then}`;
}

/** In brackets: what stands in it must not be taken for a part of the sentence around it. */
function scope({ per, window }: Counter): string {
  const zone = window === 'session' ? '' : `, ${window.zone}`;
  return `(per ${per.join(' and ')}${zone})`;
}
