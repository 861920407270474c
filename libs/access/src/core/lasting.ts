import type { Subject } from './conclude.js';
import type { Interval } from './facts.js';
import { isLive } from './weigh.js';

/**
 * Until when the same call is decided the same way while the facts stay what they are, in milliseconds since 1970,
 * exclusive: as long as nothing that was looked at begins or ends, and not at all where a condition asks for the time.
 */
export function lastsUntil({ sides, kills }: Subject, links: readonly Interval[], at: number): number {
  let until = Infinity;
  for (const { candidates } of sides) {
    for (const candidate of candidates) {
      if (isLive(candidate, at) && candidate.terms.some(({ asksTime }) => asksTime)) return at;
      until = next(next(until, candidate.from, at), candidate.to, at);
    }
  }
  return earliest(links, at, kills.length === 0 ? until : earliest(kills, at, until));
}

/** When the first of these begins or ends. */
export function earliest(all: readonly Interval[], at: number, until = Infinity): number {
  let first = until;
  for (const { validFrom, validTo } of all) {
    first = next(first, validFrom.getTime(), at);
    if (validTo !== null) first = next(first, validTo.getTime(), at);
  }
  return first;
}

const next = (until: number, time: number, at: number): number => (time > at && time < until ? time : until);
