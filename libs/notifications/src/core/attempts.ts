/** After so many attempts a notification has failed, and people see that it has. */
export const MOST_ATTEMPTS = 8;

const FIRST_MS = 30_000;

/** In milliseconds: how long after its n-th attempt, which failed, it is tried again. 30 s, 2 min, … about 34 h. */
export const delayAfter = (attempts: number): number => FIRST_MS * 4 ** (attempts - 1);
