const sentinel = /^=\?base64\?(.*)\?=$/s;

/** A header value that is safe on the wire: as it is, or in the base64 sentinel of MCP 2026-07-28. */
export const encodeHeader = (value: string): string =>
  /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/.test(value) && !sentinel.test(value)
    ? value
    : `=?base64?${Buffer.from(value).toString('base64')}?=`;
