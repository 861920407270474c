/**
 * The most that a saved condition may hold, and that one test of it reads; beyond `elements` and `characters` a test is
 * `missing`. Together they bound how long the event loop is kept: condition.spec.ts measures the worst that is legal.
 */
export const caps = {
  /** Groups within groups. */
  depth: 8,
  /** Tests and groups together. */
  nodes: 64,
  /** Values of a set. */
  values: 256,
  /** Ranges of addresses of one test. */
  ranges: 64,
  /** Characters of a text. */
  text: 1024,
  /** Characters of a path, and names in it. */
  path: 256,
  names: 16,
  /** Tests with `[*]`, and expressions. */
  lists: 8,
  expressions: 2,
  /** Elements of lists, and characters of texts, that one test reads of a call. */
  elements: 1000,
  characters: 65_536,
  /** The same of an expression, whose patterns are slower. */
  expressionCharacters: 16_384,
  /** Characters of a text that a pattern is tried on. */
  matched: 1024,
} as const;
