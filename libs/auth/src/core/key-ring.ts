import { TOKEN_SECONDS } from './token-claims.js';

/** A key signs for so many days before the timer puts another in its place. */
const KEY_DAYS = 30;
/** The next key is published for so long before it signs; whoever keeps a copy of the JWKS learns of it meanwhile. */
export const PUBLISHED_MINUTES = 60;
/** Clocks of verifiers may be behind by so much. */
const SKEW_SECONDS = 60;

/** `next`: published, does not sign yet. `retired`: signs no more, what it signed is still good. */
export type KeyPhase = 'next' | 'signing' | 'retired' | 'gone';
export type KeyTimes = Readonly<{ signsFrom: Date; retiredAt: Date | null }>;

/** Where a key stands; `gone` when the last token that it signed has expired. */
export function phaseOf({ signsFrom, retiredAt }: KeyTimes, at: Date): KeyPhase {
  if (retiredAt === null || at < retiredAt) return at < signsFrom ? 'next' : 'signing';
  return at < lastUse(retiredAt) ? 'retired' : 'gone';
}

/** From when on a key that was retired verifies nothing. */
export const lastUse = (retiredAt: Date): Date => new Date(retiredAt.getTime() + (TOKEN_SECONDS + SKEW_SECONDS) * 1000);

/** The keys to publish, the one that signs first. */
export function publishedKeys<Key extends KeyTimes>(keys: readonly Key[], at: Date): Key[] {
  const of = (phase: KeyPhase): Key[] => keys.filter((key) => phaseOf(key, at) === phase);
  return [...of('signing'), ...of('next'), ...of('retired')];
}

/** Whether the timer should make the next key. */
export const isDue = ({ signsFrom, retiredAt }: KeyTimes, at: Date): boolean =>
  retiredAt === null && at.getTime() - signsFrom.getTime() >= KEY_DAYS * 86_400_000;
