import type { Complex, Simple } from './resource.js';
import { whole } from './values.js';

/** Sub-attributes that are not named stay as they are; those named as undefined go. */
export function withSubs(before: Complex, subs: Iterable<readonly [string, Simple | undefined]>): Complex | undefined {
  return whole(new Map<string, Simple | undefined>([...Object.entries(before), ...subs]));
}
