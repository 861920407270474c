import { matches } from './condition.js';
import type { ConditionEnv } from './env.js';
import type { Condition, Operand } from './types.js';

/**
 * Could some call of this caller make it true? What the call itself says (its arguments, what was used or called
 * before, a better sign-in, expressions) is left open; attributes and time count as they are now.
 */
export function couldMatch(condition: Condition, env: ConditionEnv): boolean {
  return could(condition, env, true);
}

function could(condition: Condition, env: ConditionEnv, be: boolean): boolean {
  if ('not' in condition) return could(condition.not, env, !be);
  if ('all' in condition) return quantify(condition.all, be, env, be);
  if ('any' in condition) return quantify(condition.any, !be, env, be);
  return isOpen(condition) || matches(condition, env) === be;
}

const quantify = (parts: readonly Condition[], every: boolean, env: ConditionEnv, be: boolean): boolean =>
  every ? parts.every((part) => could(part, env, be)) : parts.some((part) => could(part, env, be));

function isOpen(condition: Condition): boolean {
  if ('time' in condition) return false;
  if (!('op' in condition) || 'counter' in condition) return true;
  return ofTheCall(condition) || ('of' in condition && ofTheCall(condition.of));
}
const ofTheCall = (operand: Operand): boolean => 'arg' in operand || 'call' in operand;
