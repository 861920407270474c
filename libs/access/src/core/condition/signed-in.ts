import type { ConditionEnv } from './env.js';
import { settle } from './three-valued.js';
import type { Assurance, Match } from './types.js';

/** Did the person sign in well enough, and lately enough? */
export function isAssured({ acr, maxAge }: Assurance, { at, context }: ConditionEnv): Match {
  const signIn = context?.signIn;
  if (!signIn) return 'missing';
  const parts: Match[] = [];
  if (acr !== undefined) parts.push(signIn.acr === null ? 'missing' : acr.includes(signIn.acr));
  if (maxAge !== undefined) {
    const age = at.getTime() - signIn.at.getTime();
    parts.push(Number.isNaN(age) ? 'missing' : age <= maxAge * 1000);
  }
  return settle(parts, false, (part) => part);
}
