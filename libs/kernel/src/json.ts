import jcs from 'canonicalize';

// The package's types describe an ES module, its code is CommonJS: what is imported *is* the function.
const serialize = jcs as unknown as (value: unknown) => string | undefined;

/** The one text of a JSON value (RFC 8785, JCS). For what comes from outside, `libs/ledger` refuses unsafe values first. */
export const canonicalJson = (value: unknown): string => serialize(value) ?? 'null';

/** A JSON object: neither null nor a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
