/** Names without their prefix, values with their entities resolved. `text` is that of the element itself. */
export type Element = Readonly<{
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Element[];
  text: string;
}>;

type Open = { name: string; raw: string; attributes: Record<string, string>; children: Element[]; text: string };

const DEEPEST = 50;
const DECLARATION =
  /^\s*<\?xml\s+version=(["'])1\.[01]\1(?:\s+encoding=(["'])utf-8\2)?(?:\s+standalone=(["'])(?:yes|no)\3)?\s*\?>/i;
const TAG = /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the plain kind of XML that SAML is written in, and refuses the rest of XML: document types, entities of the
 * document's own, processing instructions, CDATA and comments, which is where readers begin to differ. It looks before
 * and after the library; what is signed is found by the library alone.
 * @returns null for anything else
 */
export function readStrictXml(text: string): Element | null {
  const body = text
    .replace(/^\uFEFF/, '')
    .replace(DECLARATION, '')
    .trim();
  const root: Open = { name: '', raw: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (let at = 0; at < body.length;) {
    const next = body.indexOf('<', at);
    const top = open.at(-1);
    if (!top) return null;
    if (next !== at) {
      const said = unescaped(body.slice(at, next === -1 ? undefined : next));
      if (said === null || top === root) return null;
      top.text += said;
      at = next === -1 ? body.length : next;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(body);
    if (!tag) return null;
    at = TAG.lastIndex;
    if (!follow(open, tag)) return null;
  }
  const [only, second] = root.children;
  return open.length === 1 && only && !second ? only : null;
}

/** As it is, without its comments: for metadata, which nothing of ours is signed in and people annotate by hand. */
export function withoutComments(text: string): string {
  const [first = '', ...others] = text.split('<!--');
  const rest = others.map((part) => {
    const end = part.indexOf('-->');
    return end < 0 ? `<!--${part}` : part.slice(end + 3); // one that never ends is left, and refused
  });
  return first + rest.join('');
}

/** Every element of this name, at any depth. */
export function* everywhere(element: Element, name: string): Generator<Element> {
  if (element.name === name) yield element;
  for (const child of element.children) yield* everywhere(child, name);
}

/** The children of this name. */
export const within = (element: Element | undefined, name: string): readonly Element[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** @returns whether the document goes on well-formed */
function follow(open: Open[], [, slash, raw = '', attributes = '', empty]: RegExpExecArray): boolean {
  const top = open.at(-1);
  if (!top) return false;
  if (slash) {
    const above = open.at(-2);
    if (top.raw !== raw || attributes || empty || !above) return false;
    above.children.push(top);
    open.pop();
    return true;
  }
  const read = attributesOf(attributes);
  if (!read || open.length > DEEPEST) return false;
  const element: Open = { name: local(raw), raw, attributes: read, children: [], text: '' };
  if (empty) top.children.push(element);
  else open.push(element);
  return true;
}

function attributesOf(text: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  const seen = new Set<string>();
  for (const [, raw = '', double, single] of text.matchAll(ATTRIBUTE)) {
    const value = unescaped(double ?? single ?? '');
    if (value === null || seen.has(raw)) return null;
    seen.add(raw);
    if (raw !== 'xmlns' && !raw.startsWith('xmlns:')) found[raw] = value;
  }
  return found;
}

const local = (raw: string): string => raw.slice(raw.indexOf(':') + 1);

/** Null when an entity stands in it that XML itself does not define. */
function unescaped(text: string): string | null {
  if (!text.includes('&')) return text;
  let unknown = false;
  const plain = text.replace(/&([^;&]*;?)/g, (_, reference: string) => {
    const [, hex, decimal, name] = /^(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));$/i.exec(reference) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
    const said = code === undefined ? name && Object.hasOwn(named, name) && named[name] : characterOf(code);
    if (said) return said;
    unknown = true;
    return '';
  });
  return unknown ? null : plain;
}

const characterOf = (code: number): string | undefined =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
