import { Refusal } from '@app/kernel';

/** Objects and lists inside one another. A Bulk request that creates a user with a schema of its own needs 8. */
const DEEPEST = 64;
/** Values in one body: 100,000 members with four things said of each. */
const MOST_VALUES = 500_000;
/** Members of one object. */
const MOST_KEYS = 5000;
/** Bytes of one string or number; one is read without giving way. */
const LONGEST = 1024 * 1024;
/** Bytes after which the reader gives others a turn. */
const STRIDE = 64 * 1024;

type Container = unknown[] | Record<string, unknown>;
type Open = { readonly into: Container; key: string | undefined; keys: number };

/**
 * Reads JSON (RFC 8259) in linear time and gives way every 64 KiB, so that no body, of whatever shape, keeps other
 * requests waiting: `JSON.parse` needs 600 ms for 8 MB of `{},{},…`. Stricter than it: a name that stands twice in an
 * object, `__proto__`, and whatever exceeds the bounds above are refused.
 * @param bytes well-formed UTF-8
 * @throws Refusal `scim.invalid-syntax`, `scim.too-many`
 */
export function* reading(bytes: Buffer): Generator<void, unknown, void> {
  const text = new Text(bytes);
  const open: Open[] = [];
  let values = 0;
  let pause = STRIDE;
  for (;;) {
    let value = text.value();
    if (++values > MOST_VALUES) throw new Refusal('scim.too-many', `at most ${MOST_VALUES} values`);
    if (value === LIST || value === OBJECT) {
      if (open.length === DEEPEST) throw new Refusal('scim.invalid-syntax', `at most ${DEEPEST} levels`);
      const inner: Open = { into: value === LIST ? [] : {}, key: undefined, keys: 0 };
      if (!text.skips(value === LIST ? ']' : '}')) {
        open.push(inner);
        if (value === OBJECT) name(text, inner);
        continue;
      }
      value = inner.into;
    }
    for (;;) {
      const outer = open.at(-1);
      if (!outer) return text.isOver() ? value : text.wrong();
      put(outer, value);
      const isList = Array.isArray(outer.into);
      if (text.skips(',')) {
        if (!isList) name(text, outer);
        break;
      }
      if (!text.skips(isList ? ']' : '}')) text.wrong();
      value = outer.into;
      open.pop();
    }
    if (text.at < pause) continue;
    pause = text.at + STRIDE;
    yield;
  }
}

const LIST = Symbol('[');
const OBJECT = Symbol('{');

function name(text: Text, object: Open): void {
  const key = text.name();
  if (key === '__proto__' || Object.hasOwn(object.into, key)) {
    throw new Refusal('scim.invalid-syntax', key === '__proto__' ? 'the name __proto__' : 'a name stands twice');
  }
  if (++object.keys > MOST_KEYS) throw new Refusal('scim.too-many', `at most ${MOST_KEYS} members of an object`);
  object.key = key;
}

function put({ into, key }: Open, value: unknown): void {
  if (Array.isArray(into)) into.push(value);
  else if (key !== undefined) into[key] = value;
}

/** The tokens of a text, from one to the next. */
class Text {
  at: number;

  constructor(private readonly bytes: Buffer) {
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  wrong(): never {
    throw new Refusal('scim.invalid-syntax', `the body is not JSON at byte ${this.at}`);
  }

  isOver(): boolean {
    this.space();
    return this.at === this.bytes.length;
  }

  /** Whether the next token is this one, which is then passed. */
  skips(mark: '[' | ']' | '{' | '}' | ',' | ':'): boolean {
    this.space();
    if (this.bytes[this.at] !== mark.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  value(): unknown {
    this.space();
    const byte = this.bytes[this.at];
    if (byte === 0x22) return this.string();
    if (byte !== 0x5b && byte !== 0x7b) return this.word();
    this.at++;
    return byte === 0x5b ? LIST : OBJECT;
  }

  name(): string {
    this.space();
    if (this.bytes[this.at] !== 0x22) this.wrong();
    const key = this.string();
    if (!this.skips(':')) this.wrong();
    return key;
  }

  private space(): void {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at++;
    }
  }

  private string(): string {
    const { bytes, at: start } = this;
    let end = start + 1;
    let isPlain = true;
    for (let byte = bytes[end]; byte !== 0x22; byte = bytes[++end]) {
      if (byte === undefined || byte < 0x20) this.wrong();
      if (end - start > LONGEST) throw new Refusal('scim.too-many', `at most ${LONGEST} bytes in one string`);
      if (byte === 0x5c) end++;
      if (byte === 0x5c || byte >= 0x80) isPlain = false;
    }
    const text = isPlain ? bytes.toString('latin1', start + 1, end) : this.parsed(start, end + 1);
    this.at = end + 1;
    return String(text);
  }

  /** A number, true, false or null. */
  private word(): unknown {
    const { bytes, at: start } = this;
    let end = start;
    while (isOfWord(bytes[end])) end++;
    if (end === start || end - start > LONGEST) this.wrong();
    const value = this.parsed(start, end);
    this.at = end;
    return value;
  }

  private parsed(start: number, end: number): unknown {
    try {
      return JSON.parse(this.bytes.toString('utf8', start, end));
    } catch {
      return this.wrong();
    }
  }
}

/** Letters, digits, `+`, `-` and `.`. */
const isOfWord = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x45 ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e);
