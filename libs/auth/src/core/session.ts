/** A web session ends after this long without a request. */
export const IDLE_MINUTES = 30;
/** A web session ends after this long whatever happens. */
export const ABSOLUTE_HOURS = 12;
/** A sign-in link is good for this long. */
export const LINK_MINUTES = 15;

export const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

/**
 * A cookie carries the person's epoch beside its random part. Every restriction raises the epoch, so a session that
 * was opened before somebody left stays dead after they return, even if nobody deleted it.
 */
export const cookieOf = (secret: string, epoch: number): string => `${secret}.${epoch}`;

/** The epoch within a cookie, or null when the text is not a cookie of ours. */
export function epochOf(cookie: string): number | null {
  const digits = /^[A-Za-z0-9_-]{43}\.(\d{1,9})$/.exec(cookie)?.[1];
  return digits === undefined ? null : Number(digits);
}
