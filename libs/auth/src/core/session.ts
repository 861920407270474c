import { hash } from 'node:crypto';

/** A web session ends after this long without a request. */
export const IDLE_MINUTES = 30;
/** A web session ends after this long whatever happens. */
export const ABSOLUTE_HOURS = 12;
/** So does one that a break-glass account opened. */
export const BREAK_GLASS_MINUTES = 30;
/** A sign-in link is good for this long. */
export const LINK_MINUTES = 15;

export const signInMethods = ['link', 'saml', 'oidc', 'break_glass'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/**
 * How somebody proved who they are. `acr` and `amr` are what the identity provider asserts (OIDC Core §2; of SAML the
 * AuthnContextClassRef is the acr). `replaces` is the digest of a session's cookie: if it is one of the same person, it
 * ends with this one's beginning.
 */
export type SignInHow = Readonly<{
  method: SignInMethod;
  authenticatedAt: Date;
  acr: string | null;
  amr: readonly string[];
  identityProviderId?: string | null;
  sessionIndex?: string | null;
  replaces?: Buffer | undefined;
}>;

export const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

export const sessionEnd = (method: SignInMethod, now: Date): Date =>
  minutesAfter(now, method === 'break_glass' ? BREAK_GLASS_MINUTES : ABSOLUTE_HOURS * 60);

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

/**
 * What a page of ours sends in `x-csrf-token` beside the cookie. It follows from the cookie, which no script reads, so
 * nothing is kept; another site can make a browser send the cookie, but never this.
 */
export const csrfTokenOf = (cookie: string): string => hash('sha256', `surety csrf ${cookie}`, 'base64url');
