import { patternKey } from '../selector/pattern.js';
import { expression } from './cel.js';
import { inOrder, testMatches } from './compare.js';
import { counterKey } from './counter.js';
import type { ConditionEnv } from './env.js';
import { own } from './path.js';
import { isAssured } from './signed-in.js';
import { not, settle } from './three-valued.js';
import type { Condition, Match } from './types.js';
import { withinWindow } from './wall-clock.js';

/**
 * The rule in its plainest form; `compile` says the same, faster.
 * @throws on what it does not know, an unknown zone, a malformed range or expression: whoever asks must deny
 */
export function matches(condition: Condition, env: ConditionEnv): Match {
  if ('all' in condition) return settle(condition.all, false, (part) => matches(part, env));
  if ('any' in condition) return settle(condition.any, true, (part) => matches(part, env));
  if ('not' in condition) return not(matches(condition.not, env));
  if ('time' in condition) return withinWindow(condition.time, env.at);
  if ('assurance' in condition) return isAssured(condition.assurance, env);
  if ('called' in condition) return env.context?.called?.includes(patternKey(condition.called)) ?? 'missing';
  if ('counter' in condition) {
    return inOrder(condition.op, usedOf(env, counterKey(condition.counter, env.ids)), condition.value);
  }
  if ('cel' in condition) return expression(condition.cel)(env);
  return testMatches(condition, env);
}

/** How much of a counter is used; undefined: not looked up. */
export function usedOf({ context }: ConditionEnv, key: string): unknown {
  return context?.usage === undefined ? undefined : (own(context.usage, key) ?? 0);
}
