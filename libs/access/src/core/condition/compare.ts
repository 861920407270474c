import { withinRanges } from './address.js';
import type { ConditionEnv } from './env.js';
import { overList, readerOf } from './operand.js';
import { climbs, isExact, unclear } from './text.js';
import { not, settle } from './three-valued.js';
import type { Match, Scalar, Test } from './types.js';

type Order = 'lt' | 'lte' | 'gt' | 'gte';
type Passes = (found: unknown) => Match;

/** @throws on a test it does not know */
export function testMatches(test: Test, env: ConditionEnv): Match {
  const found = readerOf(test)(env);
  if (found === undefined) return 'missing';
  if (!('of' in test)) return over(test, found, plainly(test));
  const others = readerOf(test.of)(env);
  return others === undefined ? 'missing' : over(test, found, amongOthers(test.op, others));
}

/** Every element, or one. What is not one of several values is none of them. */
export function over(test: Test, found: readonly unknown[], pass: Passes): Match {
  if (found.length === 1) return pass(found[0]);
  if (overList(test)) return found.length > 0 && settle(found, !all(test), pass);
  return settle(found, !negative(test), pass);
}
const all = (test: Test): boolean => !('each' in test) || test.each !== 'any';
const negative = ({ op }: Test): boolean => op === 'ne' || op === 'notIn';

/**
 * @param others what the other operand says; one of them must pass, and for `ne` none may equal. What cannot be told is
 * not known to be none of no values either.
 */
export function amongOthers(op: 'eq' | 'ne' | 'in' | Order, others: readonly unknown[]): Passes {
  if (op === 'eq' || op === 'in' || op === 'ne') {
    const equal: Passes =
      others.length === 0
        ? (found) => noneOf(found, kindsOf([found]))
        : (found) => settle(others, true, (other) => same(found, other));
    return op === 'ne' ? (found) => not(equal(found)) : equal;
  }
  if (others.length === 0) return (found) => (isNumber(found) ? false : 'missing');
  return (found) => settle(others, true, (other) => inOrder(op, found, other));
}

function plainly(test: Exclude<Test, { of: unknown }>): Passes {
  switch (test.op) {
    case 'eq':
      return (found) => same(found, test.value);
    case 'ne':
      return (found) => not(same(found, test.value));
    case 'in':
      return (found) => among(found, test.value);
    case 'notIn':
      return (found) => not(among(found, test.value));
    case 'prefix':
    case 'suffix':
    case 'cidr':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    default:
      return literally(test);
  }
}

type Literal = Extract<Test, { op: 'prefix' | 'suffix' | 'cidr' } | { op: Order; value: number }>;
/** Tests of which both evaluations take the same. */
export function literally(test: Literal): Passes {
  switch (test.op) {
    case 'prefix':
      return (found) => (isClear(found) && !climbs(found) ? found.startsWith(test.value) : 'missing');
    case 'suffix':
      return (found) => (isClear(found) ? found.endsWith(test.value) : 'missing');
    case 'cidr':
      return withinRanges(test.value);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return (found) => inOrder(test.op, found, test.value);
    default:
      throw new Error('unknown operator');
  }
}

function same(found: unknown, other: unknown): Match {
  if (found === other) return isScalar(found) || 'missing';
  if (kindOf(found) !== kindOf(other) || kindOf(found) === 'other') return 'missing';
  return typeof found === 'string' && unclear(found) ? 'missing' : false;
}

function among(found: unknown, values: readonly Scalar[]): Match {
  if (values.some((value) => value === found)) return true;
  return noneOf(found, kindsOf(values));
}
/** What is to be said of what is none of them. */
export function noneOf(found: unknown, kinds: ReadonlySet<string>): Match {
  const kind = kindOf(found);
  if (kind === 'other' || kinds.size !== 1 || !kinds.has(kind)) return 'missing';
  return typeof found === 'string' && unclear(found) ? 'missing' : false;
}
export const kindsOf = (values: readonly unknown[]): ReadonlySet<string> => new Set(values.map(kindOf));

export function inOrder(op: Order, found: unknown, value: unknown): Match {
  if (!isNumber(found) || !isNumber(value)) return 'missing';
  if (op === 'lt') return found < value;
  if (op === 'lte') return found <= value;
  if (op === 'gt') return found > value;
  if (op === 'gte') return found >= value;
  throw new Error('unknown operator');
}

const isClear = (found: unknown): found is string => typeof found === 'string' && !unclear(found);
const isNumber = (value: unknown): value is number => typeof value === 'number' && isExact(value);
const isScalar = (value: unknown): boolean => kindOf(value) !== 'other';
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return isExact(value) ? 'number' : 'other';
  return typeof value === 'string' || typeof value === 'boolean' ? typeof value : 'other';
}
