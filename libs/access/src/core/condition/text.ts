/**
 * A text that a server may read as another one than it seems: not in the composed form (Unicode NFC, UAX #15), a half of
 * a surrogate pair, or with control, zero-width, tag or direction characters (UTS #39 §3.1). No test can tell what it says.
 */
export function unclear(text: string): boolean {
  if (plain.test(text)) return false;
  return hidden.test(text) || text.normalize('NFC') !== text;
}
const plain = /^[\t\n\r -~]*$/;
const hidden = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** A path that goes up again is not where its beginning says, and neither is one that hides this by escapes. */
export const climbs = (text: string): boolean =>
  // few texts hold either, and to look for them takes no time
  (text.includes('.') || text.includes('%')) && /(^|[\\/])(\.|%2e){2}([\\/]|%2f|%5c|$)/i.test(text);

/** Beyond this a number stands for its neighbours, too, and what was written may have been another (RFC 8259 §6). */
export const isExact = (value: number): boolean => Math.abs(value) <= Number.MAX_SAFE_INTEGER;
