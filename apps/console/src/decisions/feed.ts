import type { Decision } from './decision.js';

/** So many decisions stay on the page; older ones are in the ledger. */
export const KEPT = 500;

/** Both lists as one, newest first, each decision once whatever came twice. */
export function merged(known: readonly Decision[], arrived: readonly Decision[]): readonly Decision[] {
  const bySeq = new Map([...known, ...arrived].map((decision) => [decision.seq, decision]));
  if (bySeq.size === known.length) return known;
  return [...bySeq.values()].toSorted((a, b) => b.seq - a.seq).slice(0, KEPT);
}

/** What a paused page has not shown yet. */
export const since = (shown: readonly Decision[], now: readonly Decision[]): number => {
  const newest = shown[0]?.seq ?? -1;
  return now.filter(({ seq }) => seq > newest).length;
};
