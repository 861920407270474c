import type { Doer } from '@app/access';
import { found } from './found.js';
import type { Call } from './call.js';
import type { House } from './house.js';

/** Whose session a call is of, and whose counters. */
export function doerOf({ token }: Call, { fence }: House): Doer {
  const { agentId, personId } = found(token);
  return { tenant: found(fence.standing(agentId)?.tenant), agentId, personId };
}
