import { argumentsInExpression } from './cel.js';
import { type JsonType, typeOf, typesAt } from './input-schema.js';
import { stepsOf } from './path.js';
import type { Condition, Operand, Test } from './types.js';

const scalars: readonly JsonType[] = ['string', 'number', 'boolean', 'null'];

/** What is wrong with what a single test or expression asks of the arguments, or null. `schema` null: it is not known. */
export function argumentFault(leaf: Condition, schema: unknown): string | null {
  if (schema === null) return null;
  if ('cel' in leaf) {
    const unknown = argumentsInExpression(leaf.cel).find((name) => !typesAt(schema, [name]));
    return unknown === undefined ? null : `.cel: the tool has no argument ${unknown}`;
  }
  if (!('op' in leaf) || 'counter' in leaf) return null;
  return (
    operandFault(leaf, schema, asked(leaf), '.arg') ??
    ('of' in leaf ? operandFault(leaf.of, schema, ordered(leaf.op), '.of.arg') : null)
  );
}

function operandFault(operand: Operand, schema: unknown, kinds: readonly JsonType[], place: string): string | null {
  if (!('arg' in operand)) return null;
  const has = typesAt(schema, stepsOf(operand.arg));
  if (!has) return `${place}: the tool has no argument ${operand.arg}`;
  const fits = kinds.filter((kind) => has.has(kind));
  return fits.length > 0 ? null : `${place}: ${operand.arg} is ${[...has].join(' or ')}, not ${kinds.join(' or ')}`;
}

const ordered = (op: Test['op']): readonly JsonType[] =>
  ['lt', 'lte', 'gt', 'gte'].includes(op) ? ['number'] : scalars;

/** The types of which a test could say something. */
function asked(test: Test): readonly JsonType[] {
  if ('of' in test) return ordered(test.op);
  switch (test.op) {
    case 'eq':
    case 'ne':
      return [typeOf(test.value)];
    case 'in':
    case 'notIn':
      return [...new Set(test.value.map(typeOf))];
    case 'prefix':
    case 'suffix':
    case 'cidr':
      return ['string'];
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ['number'];
  }
}
