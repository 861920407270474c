import type { Match } from './types.js';

export const not = (match: Match): Match => (match === 'missing' ? match : !match);

/** `decisive` true: one must hold; false: all must. What cannot be told leaves it open unless another settles it. */
export function settle<T>(parts: readonly T[], decisive: boolean, judge: (part: T) => Match): Match {
  let result: Match = !decisive;
  for (const part of parts) {
    const match = judge(part);
    if (match === decisive) return decisive;
    if (match === 'missing') result = 'missing';
  }
  return result;
}
