import type { Pattern } from '../selector/pattern.js';

export type Scalar = string | number | boolean | null;

/**
 * What a test looks at. `arg`: a dotted path into the call's arguments, in which `[*]` stands for every element of a
 * list (`items[*].account`). `person`: an attribute of whoever the call is made for: the acting person, or else the
 * owner of the agent that calls. Of an attribute with several values one must pass. `owner`: an attribute of the owner of the agent on whose side the grant stands.
 */
export type Operand =
  | Readonly<{
      arg: string;
      /** Of a path with `[*]`: whether one element must pass, or all of at least one. */ each?: 'any' | 'all';
    }>
  | Readonly<{ person: string }>
  | Readonly<{ owner: string }>
  | Readonly<{ agent: 'id' | 'environment' | 'tags' }>
  | Readonly<{ server: 'name' | 'environment' | 'classification' }>
  | Readonly<{ call: 'client' }>;

/** Compared with a literal, or with what another operand says (`of`). */
export type Comparison =
  | Readonly<{ op: 'eq' | 'ne'; value: Scalar }>
  | Readonly<{ op: 'eq' | 'ne' | 'in' | 'lt' | 'lte' | 'gt' | 'gte'; of: Operand }>
  | Readonly<{ op: 'in' | 'notIn'; value: readonly Scalar[] }>
  | Readonly<{ op: 'prefix' | 'suffix'; value: string }>
  /** The text is an address within one of these ranges (RFC 4632, RFC 4291 §2.3). */
  | Readonly<{ op: 'cidr'; value: readonly string[] }>
  | Readonly<{ op: 'lt' | 'lte' | 'gt' | 'gte'; value: number }>;
export type Test = Operand & Comparison;

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
/** `zone`: an IANA name. `from` and `to`: `HH:MM`, the end exclusive; an end before the beginning is on the next day. */
export type TimeWindow = Readonly<{ zone: string; days?: readonly Weekday[]; from?: string; to?: string }>;

/** How somebody must have signed in: one of these `acr` values (OIDC Core §2), and how long ago at most, in seconds. */
export type Assurance = Readonly<{ acr?: readonly string[]; maxAge?: number }>;

export type Unit = 'calls' | 'records' | 'bytes' | 'cost';
/**
 * What is counted, for whom, and since when. Counters with the same unit, `per` and window are one counter.
 * `session`: the uninterrupted activity of an agent for one person, see docs/access-conditions.md.
 */
export type Counter = Readonly<{
  unit: Unit;
  per: readonly ('agent' | 'person' | 'tool' | 'profile' | 'grant')[];
  window: 'session' | Readonly<{ every: 'minute' | 'hour' | 'day' | 'month'; zone: string }>;
}>;

/**
 * A typed expression. Three-valued: what cannot be told (`missing`) lets no grant permit and every deny and hold apply.
 * No construct recurses into data without a bound, and none runs a pattern of JavaScript.
 */
export type Condition =
  | Readonly<{ all: readonly Condition[] }>
  | Readonly<{ any: readonly Condition[] }>
  | Readonly<{ not: Condition }>
  | Test
  | Readonly<{ time: TimeWindow }>
  | Readonly<{ assurance: Assurance }>
  /** In this session a tool was called that fits the pattern. */
  | Readonly<{ called: Pattern }>
  | Readonly<{ counter: Counter; op: 'lt' | 'lte' | 'gt' | 'gte'; value: number }>
  /** An expression of the Common Expression Language over `args`, `person`, `owner`, `agent`, `server`, `call`. */
  | Readonly<{ cel: string }>;

/** `missing`: what the test looks at is absent or of another kind than it asks for, so nobody can say. */
export type Match = boolean | 'missing';

/** Whether a grant's permission is used up, and what then: it does not permit, or only after a person's approval. */
export type Budget = Readonly<{ counter: Counter; limit: number; exceeded: 'deny' | 'hold' }>;

/**
 * What must be done when the call is allowed. `redact`: these paths of the result become null (`customers[*].iban`).
 * `cap`: the result holds at most this many records, bytes.
 */
export type Obligation =
  Readonly<{ redact: readonly string[] }> | Readonly<{ cap: Readonly<{ records?: number; bytes?: number }> }>;

export type Attributes = Readonly<Record<string, Scalar | readonly Scalar[]>>;

/** What is known of a call beside its arguments; what is not known is absent, and counts as `missing`. */
export type CallContext = Readonly<{
  clientId: string | null;
  /** How the acting person signed in; null when nobody is there. `at`: the time of authentication. */
  signIn: Readonly<{ acr: string | null; amr: readonly string[]; at: Date }> | null;
  /** What was used so far, by `counterKey`; undefined: not looked up. */
  usage?: Readonly<Record<string, number>>;
  /** Keys (`patternKey`) of the patterns that a call of this session has fitted; undefined: not looked up. */
  called?: readonly string[];
}>;
