import { patternKey } from '../selector/pattern.js';
import { expression } from './cel.js';
import { amongOthers, inOrder, kindsOf, literally, noneOf, over } from './compare.js';
import { usedOf } from './condition.js';
import { counterKey } from './counter.js';
import type { ConditionEnv } from './env.js';
import { readerOf } from './operand.js';
import { isAssured } from './signed-in.js';
import { not, settle } from './three-valued.js';
import type { Condition, Match, Scalar, Test } from './types.js';
import { withinWindow } from './wall-clock.js';

export type Compiled = (env: ConditionEnv) => Match;

/** `matches` with all that does not depend on the call done once: paths, sets, ranges, expressions. @throws as it does */
export function compile(condition: Condition): Compiled {
  if ('all' in condition) return group(condition.all, false);
  if ('any' in condition) return group(condition.any, true);
  if ('not' in condition) {
    const inner = compile(condition.not);
    return (env) => not(inner(env));
  }
  if ('time' in condition) return ({ at }) => withinWindow(condition.time, at);
  if ('assurance' in condition) return (env) => isAssured(condition.assurance, env);
  if ('called' in condition) {
    const key = patternKey(condition.called);
    return ({ context }) => context?.called?.includes(key) ?? 'missing';
  }
  if ('counter' in condition) {
    const { counter, op, value } = condition;
    return (env) => inOrder(op, usedOf(env, counterKey(counter, env.ids)), value);
  }
  if ('cel' in condition) return expression(condition.cel);
  return test(condition);
}

function group(parts: readonly Condition[], decisive: boolean): Compiled {
  const compiled = parts.map(compile);
  return (env) => settle(compiled, decisive, (part) => part(env));
}

function test(of: Test): Compiled {
  const read = readerOf(of);
  if ('of' in of) {
    const other = readerOf(of.of);
    return (env) => {
      const found = read(env);
      const others = other(env);
      return found === undefined || others === undefined ? 'missing' : over(of, found, amongOthers(of.op, others));
    };
  }
  const pass = passer(of);
  return (env) => {
    const found = read(env);
    return found === undefined ? 'missing' : over(of, found, pass);
  };
}

function passer(of: Exclude<Test, { of: unknown }>): Passes {
  switch (of.op) {
    case 'eq':
      return setOf([of.value]);
    case 'in':
      return setOf(of.value);
    case 'ne':
      return noneIn(setOf([of.value]));
    case 'notIn':
      return noneIn(setOf(of.value));
    case 'prefix':
    case 'suffix':
    case 'cidr':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    default:
      return literally(of);
  }
}

type Passes = (found: unknown) => Match;
const noneIn =
  (within: Passes): Passes =>
  (found) =>
    not(within(found));

function setOf(values: readonly Scalar[]): Passes {
  const set = new Set<unknown>(values);
  const kinds = kindsOf(values);
  return (found) => set.has(found) || noneOf(found, kinds);
}
