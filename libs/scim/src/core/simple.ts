import { Refusal, isObject } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import type { Simple } from './resource.js';

/** Characters of a folded value that an index must be able to hold. */
const LONGEST_KEY = 600;
/** Characters of one value. */
const LONGEST = 65_536;

/** RFC 7643 §2.5: null and the empty list; and the empty string, which is not present in the sense of `pr`. */
export const isUnassigned = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Brings a simple value to the type of its attribute (RFC 7643 §2.3), or to undefined, which means unassigned.
 * Providers that map everything as text may write booleans and numbers as strings; a strict source may not.
 * @throws Refusal `scim.invalid-value`
 */
export function simple(attribute: Attribute, given: unknown, dialect: Dialect): Simple | undefined {
  const value = dialect.strict ? given : unwrapped(given);
  if (isUnassigned(value)) return undefined;
  const { type } = attribute;
  if (type === 'boolean') return truth(attribute, value, dialect);
  if (type === 'integer' || type === 'decimal') return amount(attribute, value, dialect);
  return formed(attribute, text(attribute, value), dialect);
}

/** Entra also writes a simple value as `[{"$ref":null,"value":"x"}]`. */
function unwrapped(value: unknown): unknown {
  const alone: unknown = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  return isObject(alone) && Object.hasOwn(alone, 'value') ? alone['value'] : value;
}

/** RFC 3339 with a time zone; the calendar has the day. */
export function isInstant(text: string): boolean {
  const [, date = ''] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  return isDate(date) && !Number.isNaN(Date.parse(text));
}

/** `2026-02-28`: a day that exists. */
export const isDate = (text: string): boolean => {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
};

function truth(attribute: Attribute, value: unknown, dialect: Dialect): boolean {
  if (typeof value === 'boolean') return value;
  const said = typeof value === 'string' && !dialect.strict ? value.slice(0, 6).toLowerCase() : '';
  if (said !== 'true' && said !== 'false') throw wrong(attribute, 'true or false');
  return said === 'true';
}

function amount(attribute: Attribute, value: unknown, dialect: Dialect): number {
  const written = typeof value === 'string' && !dialect.strict && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value);
  const number = written ? Number(value) : value;
  const whole = attribute.type === 'integer';
  if (typeof number !== 'number' || !(whole ? Number.isSafeInteger(number) : Number.isFinite(number))) {
    throw wrong(attribute, whole ? 'a whole number up to 2^53' : 'a number');
  }
  return number === 0 ? 0 : number; // JSON knows no negative zero
}

function text(attribute: Attribute, value: unknown): string {
  if (typeof value !== 'string') throw wrong(attribute, 'a string');
  if (value.length > LONGEST) throw wrong(attribute, `at most ${LONGEST} characters`);
  // PostgreSQL can keep neither in its text and jsonb
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) throw wrong(attribute, 'well-formed Unicode without NUL');
  const indexed = attribute.uniqueness === 'server' || attribute.name === 'externalId';
  if (indexed && (value.length > LONGEST_KEY || value.normalize('NFKC').length > LONGEST_KEY)) {
    throw wrong(attribute, `at most ${LONGEST_KEY} characters`);
  }
  return value;
}

/** References of a lenient source are taken as they are: directories hold all sorts of things there. */
function formed(attribute: Attribute, value: string, { strict }: Dialect): string {
  if (attribute.type === 'dateTime' && !isInstant(value)) throw wrong(attribute, 'a dateTime with a time zone');
  if (attribute.type === 'binary' && !isBase64(value)) throw wrong(attribute, 'base64');
  if (attribute.type === 'reference' && strict && /[\s<>"\\^`{|}]/.test(value)) throw wrong(attribute, 'a URI');
  return value;
}

/** RFC 4648 §4 and §5, with or without padding. */
function isBase64(value: string): boolean {
  const digits = value.replace(/={1,2}$/, '');
  return (
    digits.length % 4 !== 1 && (digits.length === value.length || value.length % 4 === 0) && /^[\w+/-]*$/.test(digits)
  );
}

export const wrong = (attribute: Attribute, form: string): Refusal =>
  new Refusal('scim.invalid-value', `${attribute.name} must be ${form}`);
