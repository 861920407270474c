const FIRST_MS = 250;
const MOST_MS = 30_000;

/** How long an upstream that failed so often in a row is left alone, in milliseconds. */
export const backoff = (failures: number): number =>
  failures === 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (Math.min(failures, 20) - 1));
