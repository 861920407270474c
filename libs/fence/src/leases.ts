import type { Surroundings } from '@app/kernel';

/**
 * How old the knowledge may be that a call is decided by: `read` for tools that only read, and while the tool is not yet
 * known; `strict` for everything else (Teleport draws the same line between strict and best-effort locks).
 */
export type Care = 'strict' | 'read';

type Settings = Pick<Surroundings, 'fenceLeaseMs' | 'fenceReadLeaseMs'>;

/** In milliseconds. */
export const leasesOf = (settings: Settings): Readonly<Record<Care, number>> => ({
  strict: settings.fenceLeaseMs,
  read: longestLease(settings),
});

/** What every offboarding is bounded by. */
export const longestLease = ({ fenceLeaseMs, fenceReadLeaseMs = fenceLeaseMs }: Settings): number =>
  Math.max(fenceLeaseMs, fenceReadLeaseMs);
