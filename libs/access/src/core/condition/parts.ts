import { type Pattern, patternKey } from '../selector/pattern.js';
import { attributesInExpression } from './cel.js';
import type { Condition, Counter, Operand } from './types.js';

/** Every condition that holds no other, from left to right. */
function leavesOf(
  condition: Condition,
): readonly Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return [condition];
}

/** The counters that it asks for, each once. */
export function countersIn(condition: Condition): readonly Counter[] {
  const counters = leavesOf(condition).flatMap((leaf) => ('counter' in leaf ? [leaf.counter] : []));
  return once(counters, ({ unit, per, window }) => JSON.stringify([unit, [...per].toSorted(), window]));
}

/** Whether it may be answered otherwise later although nothing else is: it asks for the time, or how long ago somebody signed in. */
export const asksTime = (condition: Condition): boolean =>
  leavesOf(condition).some((leaf) => 'time' in leaf || ('assurance' in leaf && leaf.assurance.maxAge !== undefined));

/** The patterns of which it asks whether this session has called one, each once. */
export const patternsIn = (condition: Condition): readonly Pattern[] =>
  once(
    leavesOf(condition).flatMap((leaf) => ('called' in leaf ? [leaf.called] : [])),
    patternKey,
  );

/** Names of the attributes that it asks of people, each once: what must be loaded of the acting person and of owners. */
export function attributesIn(condition: Condition): readonly string[] {
  const names = leavesOf(condition).flatMap((leaf) => {
    if ('cel' in leaf) return attributesInExpression(leaf.cel);
    if (!('op' in leaf) || 'counter' in leaf) return [];
    return [...named(leaf), ...('of' in leaf ? named(leaf.of) : [])];
  });
  return [...new Set(names)];
}

function named(operand: Operand): readonly string[] {
  if ('person' in operand) return [operand.person];
  return 'owner' in operand ? [operand.owner] : [];
}

const once = <T>(parts: readonly T[], keyOf: (part: T) => string): readonly T[] => [
  ...new Map(parts.map((part) => [keyOf(part), part])).values(),
];
