import { found } from '../found.js';
import type { Call } from '../call.js';
import type { House } from '../house.js';

/** Names the request that a state is good for: method, server, name and arguments, as a keyed digest. */
export function requestOf({ message, target, argsText }: Call, house: House): string {
  const { server, tool } = found(target);
  return house.digest(JSON.stringify([found(message).method, server, tool, argsText]));
}
