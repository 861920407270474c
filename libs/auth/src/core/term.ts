/** How long a person's agreement with a client lasts, and every refresh token that comes of it: one working day. */
export const CONSENT_HOURS = 8;
/** A code must be redeemed this soon, in seconds. */
export const CODE_SECONDS = 60;
/** How long a person may take to decide, and a device may wait for them, in seconds. */
export const DECISION_SECONDS = 600;

/** Term and review of an agent that a client became without a blueprint, in days. */
export const DEFAULT_TERM_DAYS = 90;
/** Without a token for so long such an agent sleeps, in days. */
export const DEFAULT_DORMANT_DAYS = 30;

export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * 86_400_000);
export const hoursAfter = (at: Date, hours: number): Date => new Date(at.getTime() + hours * 3_600_000);
