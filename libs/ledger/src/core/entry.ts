import { Refusal } from '@app/kernel';
import { canonical } from './canonical.js';
import { commit } from './commitment.js';

/** A leaf has a 16-bit length in tiled logs (C2SP tlog-tiles v0.1.0). */
export const MAX_ENTRY_BYTES = 65_535;

/**
 * A leaf of the log as JSON. It holds no index: entries are written inside business transactions and get their place
 * from the sequencer afterwards; the tree proves the place. It holds no personal value either: `c` has one commitment
 * per personal field (path → base64url), `d` the clear detail. Integers that may reach 2^53 are decimal strings.
 */
export type Entry = Readonly<{
  v: 1;
  /** UUIDv7 */
  uid: string;
  /** `noun.past`, for example `person.left` */
  type: string;
  /** UTC with milliseconds, exactly as `Date.toISOString` writes it, so that the order of texts is the order of time */
  at: string;
  actor: Readonly<{ kind: string; id: string }>;
  subject: string;
  c: Readonly<Record<string, string>>;
  d: Readonly<Record<string, unknown>>;
}>;

/** What happened, before it is sealed. `personal` maps field paths (`actor.email`) to JSON values. */
export type Happening = Readonly<{
  uid: string;
  type: string;
  at: string;
  actor: Readonly<{ kind: string; id: string }>;
  subject: string;
  detail?: Readonly<Record<string, unknown>>;
  personal?: Readonly<Record<string, unknown>>;
}>;

/** What opens one commitment; stored beside the entry, encrypted, erasable. `salt` has 32 bytes. */
export type Payload = Readonly<{ path: string; salt: Buffer; value: unknown }>;
export type SealedEntry = Readonly<{ text: string; payloads: readonly Payload[] }>;

const nothing = {};

/**
 * The text of the leaf (RFC 8785; its UTF-8 bytes are what is hashed) and what opens its commitments.
 *
 * @param salts one of 32 random bytes for every path of `personal`, never used before
 * @throws Refusal `ledger.entry-too-large` above 65,535 bytes, `ledger.value-invalid` for what JSON cannot carry
 */
export function sealEntry(happening: Happening, salts: ReadonlyMap<string, Buffer>): SealedEntry {
  const { uid, type, at, actor, subject } = happening;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)) throw new TypeError('`at` is not UTC with milliseconds');
  const payloads = Object.entries(happening.personal ?? nothing).map(([path, value]) => {
    const salt = salts.get(path);
    if (!salt) throw new TypeError(`no salt for ${path}`);
    return { path, salt, value };
  });
  const entry: Entry = {
    actor: { id: actor.id, kind: actor.kind },
    at,
    c: Object.fromEntries(payloads.map(({ path, salt, value }) => [path, commit(salt, path, value)])),
    d: happening.detail ?? nothing,
    subject,
    type,
    uid,
    v: 1,
  };
  const text = canonical(entry);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ENTRY_BYTES) throw new Refusal('ledger.entry-too-large', `${bytes} bytes`);
  return { text, payloads };
}
