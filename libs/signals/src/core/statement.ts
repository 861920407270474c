import { Refusal, isObject } from '@app/kernel';
import { types } from './event-types.js';

/** One event of a token: what happened, to whom, and when, as the transmitter says. */
export type SecurityEvent = Readonly<{
  type: string;
  payload: Readonly<Record<string, unknown>>;
  /** RFC 9493 subject identifier; undefined when the token names nobody. */
  subject: unknown;
  at: Date;
}>;

/** What a security event token says (RFC 8417 §2.2), once its signature, issuer and audience were found good. */
export type Statement = Readonly<{
  jti: string;
  txn: string | null;
  issuedAt: Date;
  /** What eases stands before what denies, which so has the last word. */
  events: readonly SecurityEvent[];
}>;

const MOST_EVENTS = 20;
/** Clocks differ; nothing is issued further ahead than this. */
const AHEAD_MS = 60_000;
/** What could not be delivered for longer says nothing about today. */
export const OLDEST_MS = 7 * 86_400_000;
/** Seconds since 1970 stay below this until the year 5138: more can only be milliseconds, as early CAEP drafts had it. */
const SECONDS_BELOW = 1e11;

/**
 * Reads verified claims.
 * @throws Refusal `signal.malformed` when the token is no SET, `signal.untimely` for `iat` in the future or too long ago
 */
export function readStatement(claims: Readonly<Record<string, unknown>>, now: Date): Statement {
  const { jti, txn, iat, toe, events, sub_id: subject } = claims;
  if (!isToken(jti)) throw malformed('jti is missing or not plain text of at most 256 characters');
  const issuedAt = timeOf(iat);
  if (!issuedAt) throw malformed('iat is missing or not a number of seconds');
  refuseUntimely(issuedAt, now);
  if (!isObject(events)) throw malformed('events is missing');
  const entries = Object.entries(events).toSorted(([a], [b]) => eases(b) - eases(a));
  if (entries.length === 0 || entries.length > MOST_EVENTS) throw malformed(`not 1 to ${MOST_EVENTS} events`);
  return {
    jti,
    txn: isToken(txn) ? txn : null,
    issuedAt,
    events: entries.map(([type, payload]) => {
      if (!isToken(type) || !isObject(payload)) throw malformed('an event has no form');
      const at = happened(payload['event_timestamp'] ?? toe, issuedAt);
      return { type, payload, subject: subject ?? payload['subject'], at };
    }),
  };
}

const eases = (type: string): number => Number(type === types.accountEnabled);

function refuseUntimely(issuedAt: Date, now: Date): void {
  const age = now.getTime() - issuedAt.getTime();
  if (age < -AHEAD_MS) throw new Refusal('signal.untimely', 'iat lies in the future');
  if (age > OLDEST_MS) throw new Refusal('signal.untimely', 'iat lies too long ago');
}

/** Evidence of when it happened, not a reason to act: nonsense, or a time after the token was made, falls back to `iat`. */
function happened(value: unknown, issuedAt: Date): Date {
  const seconds = typeof value === 'number' && value >= SECONDS_BELOW ? value / 1000 : value;
  const at = timeOf(seconds);
  return at && at <= issuedAt ? at : issuedAt;
}

function timeOf(seconds: unknown): Date | null {
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds < SECONDS_BELOW)) return null;
  return new Date(Math.floor(seconds * 1000));
}

/** Printable ASCII: anything else would be stored otherwise than it came. */
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[\x20-\x7e]{1,256}$/.test(value);

const malformed = (why: string): Refusal => new Refusal('signal.malformed', why);
