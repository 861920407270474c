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
  inspect(text);
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

/** Walks the text, which is known to be JSON, once. A string is a key when it stands where an object expects one. */
function inspect(text: string): void {
  const keys: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      const end = endOfString(text, at);
      if (expectsKey) addKey(keys.at(-1), text.slice(at, end + 1));
      expectsKey = false;
      at = end;
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      keys.push(char === OPEN_BRACE ? new Set() : null);
      if (keys.length > DEEPEST) throw new BadJson(-32600, `Invalid Request: nested deeper than ${DEEPEST} levels`);
      expectsKey = char === OPEN_BRACE;
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
      keys.pop();
      expectsKey = false;
    } else if (char === COMMA) {
      expectsKey = keys.at(-1) != null;
    } else if (char === MINUS || (char >= ZERO && char <= NINE)) {
      at = endOfNumber(text, at) - 1;
    }
  }
}

const [QUOTE, BACKSLASH, COMMA, MINUS, ZERO, NINE] = [0x22, 0x5c, 0x2c, 0x2d, 0x30, 0x39];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** Keys are compared as they are read: `"a"` and `"\u0061"` are the same key. */
function addKey(keys: Set<string> | null | undefined, literal: string): void {
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  if (keys?.has(key)) throw new BadJson(-32600, 'Invalid Request: an object holds the same key twice');
  keys?.add(key);
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[0-9+\-.eE]/.test(text.charAt(end))) end++;
  const number = Number(text.slice(start, end));
  const exact = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (!exact) throw new BadJson(-32600, 'Invalid Request: a number is larger than JSON carries exactly');
  return end;
}
