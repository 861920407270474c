import { canonicalJson, isObject } from '@app/kernel';

type Scalar = string | number | boolean | null;
/** Numbers within min and max; one of `enum`; texts of at most `maxLength` characters, beginning with `prefix`; lists. */
export type Bounds = Readonly<{
  min?: number;
  max?: number;
  enum?: readonly Scalar[];
  maxLength?: number;
  prefix?: string;
  maxItems?: number;
}>;

/** What is wrong with a value, in words, or null. A value of another kind than the bound asks for is never within it. */
export function boundFault(value: unknown, bounds: Bounds): string | null {
  const { min, max, enum: allowed, maxLength, prefix, maxItems } = bounds;
  if (min !== undefined || max !== undefined) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number is expected';
    if (min !== undefined && value < min) return `at least ${min}`;
    if (max !== undefined && value > max) return `at most ${max}`;
  }
  if (allowed !== undefined && !allowed.some((one) => one === value)) return `one of ${canonicalJson(allowed)}`;
  if (maxLength !== undefined || prefix !== undefined) {
    if (typeof value !== 'string') return 'a text is expected';
    if (maxLength !== undefined && lengthOf(value) > maxLength) return `at most ${maxLength} characters`;
    if (prefix !== undefined && (climbs(value) || !value.startsWith(prefix)))
      return `a text that begins with ${prefix}`;
  }
  if (maxItems !== undefined && (!Array.isArray(value) || value.length > maxItems))
    return `at most ${maxItems} elements`;
  return null;
}

/** In characters, as JSON Schema counts them (2020-12 §6.3.1): those beyond the basic plane once. */
const lengthOf = (text: string): number => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

/**
 * A path that goes up again is not where its beginning says, and neither is one that hides this: by escapes, escaped
 * again or not, or by control characters, which readers of URLs leave out.
 */
const climbs = (text: string): boolean => upwards.test(text.replace(/\p{Cc}/gu, ''));
const upwards = /(^|[\\/]|%(25)*(2f|5c))(\.|%(25)*2e){2}($|[\\/?#;]|%(25)*(2f|5c|3f|23|3b|00))/i;

/** The schema with the bounds in it, for the agent to read; null when the declared type can never be within them. */
export function bounded(schema: unknown, bounds: Bounds): unknown {
  const said = inWords(bounds);
  const declared = isObject(schema) ? schema['type'] : undefined;
  if (schema === false || (typeof declared === 'string' && !fits(declared, bounds))) return null;
  if (!isObject(schema)) return said;
  // Two of a kind, or words that stand alone beside `$ref` in older drafts: both count when both are listed.
  const stands = Object.keys(said).some((word) => Object.hasOwn(schema, word)) || Object.hasOwn(schema, '$ref');
  return stands ? { allOf: [schema, said] } : { ...schema, ...said };
}

function inWords({ min, max, enum: allowed, maxLength, prefix, maxItems }: Bounds): Record<string, unknown> {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(allowed === undefined ? {} : { enum: allowed }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(prefix === undefined ? {} : { pattern: `^${prefix.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}` }),
    ...(maxItems === undefined ? {} : { maxItems }),
  };
}

function fits(declared: string, { min, max, maxLength, prefix, maxItems }: Bounds): boolean {
  if (min !== undefined || max !== undefined) return declared === 'number' || declared === 'integer';
  if (maxLength !== undefined || prefix !== undefined) return declared === 'string';
  return maxItems === undefined || declared === 'array';
}
