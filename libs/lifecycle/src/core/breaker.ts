export const WINDOW_MS = 3_600_000;
/** So many may leave within one hour however small the source is. */
export const LEAST_LIMIT = 50;
const SHARE = 20;

/** How many of `people` may leave within one hour: one in twenty, and 50 at least. */
export const mostLeavers = (people: number): number => Math.max(LEAST_LIMIT, Math.floor(people / SHARE));

/** With so many still there, leavers are no more than one in twenty: nobody needs to count further. */
export const peopleToCount = (leavers: number): number => leavers * SHARE - leavers;
