/** Readers that accept exactly one spelling of a value: what two programs read differently must not verify. */

/** Standard base64 with padding (RFC 4648 §4); null when another text would decode to the same bytes. */
export function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A SHA-256 hash in base64; null for any other length. */
export function hash32(text: string): Buffer | null {
  const bytes = base64(text);
  return bytes?.length === 32 ? bytes : null;
}

/** A count or index in ASCII decimal without leading zeros; null from 2^53 on. */
export function count(text: string): number | null {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** Valid as UTF-8, and without control characters below U+0020 but the newline (C2SP signed-note v1.0.0). */
export function isPlain(text: string): boolean {
  return !/\p{Surrogate}/u.test(text) && !/[^\P{Cc}\n\u007f-\u009f]/u.test(text);
}
