import { Refusal, canonicalJson } from '@app/kernel';

/** Deeper nesting than any honest value has; bounds the recursion here and in every verifier. */
const MAX_DEPTH = 64;

/**
 * The one text of a JSON value (RFC 8785, JCS). What a client can send but no text can carry safely (lone surrogates,
 * integers from 2^53 on, numbers that are not finite, bottomless nesting) is refused with `ledger.value-invalid`; what
 * is not JSON at all (undefined, Date, Buffer, bigint) is a defect and throws a TypeError.
 *
 * @param depth how deep in the whole the value stands
 */
export function canonical(value: unknown, depth = 0): string {
  const text = textOf(value, depth);
  if (text !== null) return text;
  inspect(value, 'value', depth);
  return canonicalJson(value);
}

/** In one pass; null for whatever is to be looked at more closely. Entries are written for every call. */
function textOf(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return stringText(value);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? JSON.stringify(value) : null;
  if (depth >= MAX_DEPTH || typeof value !== 'object') return null;
  return Array.isArray(value) ? listText(value, depth) : objectText(value, depth);
}

function listText(list: readonly unknown[], depth: number): string | null {
  let text = '[';
  for (let index = 0; index < list.length; index++) {
    const item = textOf(list[index], depth + 1);
    if (item === null) return null;
    text += index === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function objectText(value: object, depth: number): string | null {
  if (!isPlainObject(value)) return null;
  let text = '{';
  let isFirst = true;
  for (const key of sorted(Object.keys(value))) {
    const name = keyText(key);
    const member = textOf(value[key], depth + 1);
    if (name === null || member === null) return null;
    text += isFirst ? name + member : `,${name}${member}`;
    isFirst = false;
  }
  return `${text}}`;
}

/** Most of what is written needs no escape. */
const stringText = (text: string): string | null => {
  if (!/[^\x20-\x7e]|["\\]/.test(text)) return `"${text}"`;
  return /\p{Surrogate}/u.test(text) ? null : JSON.stringify(text);
};

const MOST_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

/** With its colon. The keys of entries are few, and the same every time. */
function keyText(key: string): string | null {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const name = stringText(key);
  if (name === null) return null;
  if (remembered.size < MOST_REMEMBERED && key.length < 64) remembered.set(key, `${name}:`);
  return `${name}:`;
}

/** By UTF-16 code units (RFC 8785 §3.2.3). */
function sorted(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return keys.sort();
  }
  return keys;
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
