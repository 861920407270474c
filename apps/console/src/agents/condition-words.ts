import type { Condition } from './agent.js';

type Group = Extract<Condition, { all: unknown } | { any: unknown }>;
type Test = Exclude<Condition, Group>;

const compared = { eq: 'is', lt: '<', lte: '≤', gt: '>', gte: '≥' } as const;

/** A condition as people read it: `a ≤ 100 and path begins with “/invoices/”`. */
export function inWords(condition: Condition): string {
  if ('all' in condition) return joined(condition.all, 'and', 'always');
  if ('any' in condition) return joined(condition.any, 'or', 'never');
  return test(condition);
}

/** A group inside another stands in brackets, so that `and` and `or` cannot be misread. */
function joined(parts: readonly Condition[], word: 'and' | 'or', whenEmpty: string): string {
  if (parts.length === 0) return whenEmpty;
  if (parts.length === 1) return parts.map(inWords).join('');
  return parts.map((part) => ('arg' in part ? test(part) : `(${inWords(part)})`)).join(` ${word} `);
}

function test(condition: Test): string {
  const { arg, op } = condition;
  if (op === 'in') return `${arg} is one of ${condition.value.map(quoted).join(', ')}`;
  if (op === 'prefix') return `${arg} begins with ${quoted(condition.value)}`;
  return `${arg} ${compared[op]} ${quoted(condition.value)}`;
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `“${value}”` : String(value));
