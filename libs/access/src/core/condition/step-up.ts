import { both } from '../step-up.js';
import { matches } from './condition.js';
import type { ConditionEnv } from './env.js';
import type { Assurance, Condition } from './types.js';

/**
 * The sign-in that would make a condition true that is not, or null: there is none, or it is true already. Whether a
 * person is there to sign in is for whoever asks to know.
 */
export function stepUpFor(condition: Condition, env: ConditionEnv): Assurance | null {
  if (matches(condition, env) === true) return null;
  return wanting(condition, env);
}

/** What a new sign-in must be for the condition to hold; `{}`: anything. A new one replaces the old, so also what it has. */
function wanting(condition: Condition, env: ConditionEnv): Assurance | null {
  if ('assurance' in condition) return condition.assurance;
  if ('all' in condition) {
    return condition.all.reduce<Assurance | null>((most, part) => most && meeting(most, wanting(part, env)), {});
  }
  if ('any' in condition) {
    const ways = condition.any.flatMap((part) => wanting(part, env) ?? []);
    return ways.find(isNothing) ?? ways[0] ?? null;
  }
  return matches(condition, env) === true ? {} : null;
}

const meeting = (one: Assurance, other: Assurance | null): Assurance | null => other && both(one, other);
const isNothing = ({ acr, maxAge }: Assurance): boolean => acr === undefined && maxAge === undefined;
