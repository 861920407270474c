/** How a provider speaks, in the terms in which the core differs by it. */
export type Dialect = Readonly<{
  /** Refuses unknown attributes, path-less PATCH and booleans as strings, as the interoperability profiles ask. */
  strict: boolean;
  /** A `replace` on an element that is not there creates it, as an `add` does. */
  replaceCreates: boolean;
}>;

export const dialects = {
  lenient: { strict: false, replaceCreates: false },
  okta: { strict: false, replaceCreates: false },
  entra: { strict: false, replaceCreates: true },
  strict: { strict: true, replaceCreates: false },
} as const satisfies Record<string, Dialect>;
