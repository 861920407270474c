/** What a writer sees of the deciding processes that acknowledged the same number: the longest of their leases. */
export type ReplicaFacts = Readonly<{ ackedSeq: number; leaseMs: number }>;

/** Two clocks that count the same span differ by at most this share. */
const DRIFT = 200e-6;
/** Covers the rounding of both clocks. */
const MARGIN_MS = 50;

/** How long after a commit a replica that did not acknowledge it can still believe itself fresh, at most. */
export const outlasts = (leaseMs: number): number => leaseMs * (1 + DRIFT) + MARGIN_MS;

/**
 * Does every replica decide by `seq` or not at all? A replica that has not acknowledged read the head before the commit,
 * and its freshness counts from before that read: it ends one lease after the commit, whatever any row says.
 * @param elapsedMs since the commit returned, on the asker's own monotonic clock
 */
export const settled = (replicas: readonly ReplicaFacts[], seq: number, elapsedMs: number): boolean =>
  replicas.every(({ ackedSeq, leaseMs }) => ackedSeq >= seq || elapsedMs > outlasts(leaseMs));

const SOONEST_MS = 5;
const LATEST_MS = 100;

/** When to look again, in milliseconds: at once for who has just come, seldom while nothing but time will help. */
export const lookAgainAfter = (elapsedMs: number): number => Math.min(LATEST_MS, Math.max(SOONEST_MS, elapsedMs / 20));
