import { Refusal, canonicalJson } from '@app/kernel';

/** Deeper nesting than any honest value has; bounds the recursion here and in every verifier. */
const MAX_DEPTH = 64;

/**
 * The one text of a JSON value (RFC 8785, JCS). What a client can send but no text can carry safely (lone surrogates,
 * integers from 2^53 on, numbers that are not finite, bottomless nesting) is refused with `ledger.value-invalid`; what
 * is not JSON at all (undefined, Date, Buffer, bigint) is a defect and throws a TypeError.
 */
export function canonical(value: unknown): string {
  inspect(value, 'value', 0);
  return canonicalJson(value);
}

function inspect(value: unknown, at: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new Refusal('ledger.value-invalid', `nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) throw new Refusal('ledger.value-invalid', `a lone surrogate in ${at}`);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new Refusal('ledger.value-invalid', `a number that JSON does not carry exactly in ${at}`);
    }
  } else if (Array.isArray(value)) {
    // By index, because a hole is skipped by every other way of walking an array.
    for (let index = 0; index < value.length; index++) inspect(value[index], `${at}[${index}]`, depth + 1);
  } else if (isPlainObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      inspect(key, `a key of ${at}`, depth);
      inspect(member, `${at}.${key}`, depth + 1);
    }
  } else {
    throw new TypeError(`${at} is not a JSON value`);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
