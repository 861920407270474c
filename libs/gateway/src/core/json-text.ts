const DEEPEST = 64;

/** Why a body is not one that we would send on. */
export class BadJson extends Error {
  constructor(
    /** JSON-RPC 2.0: -32700 is not JSON, -32600 is JSON that we refuse. */
    readonly code: -32700 | -32600,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads JSON that means the same to every parser, because the upstream may use another one than we: no duplicate keys, no number that a double does not hold, at most 64 levels.
 * @throws BadJson
 */
export function readJson(bytes: Buffer): unknown {
  const text = decoded(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadJson(-32700, 'Parse error');
  }
  if (keysIn(value, 1) !== keysWritten(text)) {
    throw new BadJson(-32600, 'Invalid Request: an object holds the same key twice');
  }
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new BadJson(-32700, 'Parse error');
  }
}

/** How many values the objects in it hold, which is as many as its text has keys unless one of them is there twice. */
function keysIn(value: unknown, level: number): number {
  if (typeof value === 'number') {
    const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!isExact) throw new BadJson(-32600, 'Invalid Request: a number is larger than JSON carries exactly');
  }
  if (typeof value !== 'object' || value === null) return 0;
  if (level > DEEPEST) throw new BadJson(-32600, `Invalid Request: nested deeper than ${DEEPEST} levels`);
  let keys = 0;
  if (Array.isArray(value)) {
    for (const part of value) keys += keysIn(part, level + 1);
    return keys;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) keys += 1 + keysIn(fields[name], level + 1);
  return keys;
}

/** Of a text that is known to be JSON: a string is a key when a colon follows it. */
function keysWritten(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = afterString(text, at);
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === COLON) keys++;
  }
  return keys;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
