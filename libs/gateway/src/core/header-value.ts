/** The value that a header carries (MCP 2026-07-28 §transports), or null when its base64 sentinel is not UTF-8 in base64. */
export function decodeHeader(value: string): string | null {
  if (!value.startsWith('=?')) return value;
  const encoded = /^=\?base64\?(.*)\?=$/s.exec(value)?.[1];
  if (encoded === undefined) return value;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return null;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : null;
}
