/** One character of a URI that fits, or several in a row; `skips` states may be left out together from here on. */
type State = Readonly<{ fits: (char: string) => boolean; repeats: boolean; skips: number }>;
type Query = Readonly<{ names: ReadonlySet<string>; fixed: readonly string[] }>;
/** A URI template (RFC 6570) made ready to match. `query`: names of which a query may hold, and pairs that it must. */
export type UriTemplate = Readonly<{
  text: string;
  /** Null of one that cannot be read: nothing is one of it, and what could be is one of no wider one. */
  read: Readonly<{ head: readonly State[]; query: Query | null }> | null;
  /** Characters that stand in it as they are: the more, the more specific. */
  literals: number;
}>;

const MOST_STATES = 4096;
/** Each may fit at each character. */
const MOST_EXPRESSIONS = 32;
const expression = /\{([+#./?&]?)([A-Za-z0-9_.%,*]+)\}/g;

/** What is no template, or has parts that we do not match (`{;x}`, prefixes, something after a query), is not read. */
export const readTemplate = (text: string): UriTemplate => known(text) ?? unread(text);

function known(text: string): UriTemplate | null {
  const states: State[] = [];
  let query: { names: Set<string>; fixed: string[] } | null = null;
  let literals = 0;
  let at = 0;
  const literal = (part: string): boolean => {
    if (/[{}]/.test(part) || (query && part !== '')) return false;
    literals += part.length;
    const [path = '', ...rest] = part.split('?');
    for (const char of rest.length === 0 ? part : path) states.push(one(char));
    if (rest.length > 0) query = { names: new Set(), fixed: rest.join('?').split('&').filter(Boolean) };
    return true;
  };
  let expressions = 0;
  for (const { 0: whole, 1: operator = '', 2: names = '', index } of text.matchAll(expression)) {
    if ((expressions += 1) > MOST_EXPRESSIONS || !literal(text.slice(at, index))) return null;
    at = index + whole.length;
    if (operator === '?' || operator === '&') {
      if ((operator === '?') === (query !== null)) return null;
      query ??= { names: new Set(), fixed: [] };
      for (const name of names.replaceAll('*', '').split(',')) query.names.add(name);
    } else if (query) return null;
    else states.push(...statesOf(operator, names.includes('*') || names.includes(',')));
  }
  if (!literal(text.slice(at)) || states.length > MOST_STATES) return null;
  return { text, read: { head: states, query }, literals };
}

const unread = (text: string): UriTemplate => ({ text, read: null, literals: edgesOf(text).join('').length });

/** What stands before the first and after the last brace. */
const edgesOf = (text: string): [string, string] => [
  text.split(/[{}]/, 1)[0] ?? '',
  /[{}]/.test(text) ? (/[^{}]*$/.exec(text)?.[0] ?? '') : '',
];

const one = (char: string): State => ({ fits: (other) => other === char, repeats: false, skips: 0 });
const run = (fits: State['fits']): State => ({ fits, repeats: true, skips: 0 });
const simple = (char: string): boolean => !'/?#'.includes(char);
const anything = (): boolean => true;

/** Values of `{x}` hold no `/`, those of `{+x}` anything (RFC 6570 §3.2). What has a mark in front may be left out. */
function statesOf(operator: string, isMany: boolean): State[] {
  if (operator === '') return [run(simple)];
  if (operator === '+') return [run(anything)];
  if (operator === '#') return [{ ...one('#'), skips: 2 }, run(anything)];
  const inner = operator === '/' && isMany ? (char: string): boolean => !'?#'.includes(char) : simple;
  return [{ ...one(operator), skips: 2 }, run(inner)];
}

/** Whether a URI is one of the template's, and for every reader the same URI. */
export const matchesTemplate = (template: UriTemplate, uri: string): boolean => isPlain(uri) && fits(template, uri);

/** In steps that grow with the URI times the template at most. */
function fits({ read }: UriTemplate, uri: string): boolean {
  if (!read) return false;
  if (!read.query) return fitsHead(read.head, uri);
  const [head = '', ...rest] = uri.split('?');
  const { names, fixed } = read.query;
  if (!fitsHead(read.head, head)) return false;
  if (rest.length > 1 || rest.join('').includes('#')) return false;
  const pairs = rest.join('').split('&').filter(Boolean);
  return (
    fixed.every((pair) => pairs.includes(pair)) &&
    pairs.every((pair) => fixed.includes(pair) || names.has(pair.split('=', 1)[0] ?? ''))
  );
}

function fitsHead(states: readonly State[], text: string): boolean {
  let active = closed(new Set([0]), states);
  for (const char of text) {
    const next = new Set<number>();
    for (const at of active) {
      const state = states[at];
      if (!state?.fits(char)) continue;
      next.add(at + 1);
      if (state.repeats) next.add(at);
    }
    if (next.size === 0) return false;
    active = closed(next, states);
  }
  return active.has(states.length);
}

/** With all that may be left out. */
function closed(active: Set<number>, states: readonly State[]): Set<number> {
  for (const at of active) {
    const skips = states[at]?.skips ?? 0;
    if (skips > 0) active.add(at + skips);
  }
  return active;
}

/** As long as one may be that is read by a template, in characters. */
const LONGEST_URI = 4096;
/** An escaped letter, digit or `-._~`, which nobody has to escape (RFC 3986 §2.3), also escaped again. */
const needless = /%(?:25)*(?:2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)/i;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * Whether all who take it apart read the same: servers put a URI into normal form before they look (RFC 3986 §6.2, and
 * as browsers do, WHATWG URL), and what they read then is not what was decided on.
 */
function isPlain(uri: string): boolean {
  // control characters are what is looked for
  // oxlint-disable-next-line no-control-regex
  if (uri.length > LONGEST_URI || /[\u0000-\u001f\u007f\\]/.test(uri) || needless.test(uri)) return false;
  const plain = unescaped(uri);
  if (plain === null || plain.split(/[/\\?#]/).some((segment) => segment === '.' || segment === '..')) return false;
  if (!URL.canParse(uri)) return true;
  const rest = (text: string): string | null => unescaped(text.replace(SCHEME, ''));
  return rest(new URL(uri).href) === rest(uri);
}

/** Without escapes, also of escapes, as far as there are any; null when something is written like one and is none. */
function unescaped(uri: string): string | null {
  let plain = uri;
  try {
    if (uri.includes('%')) plain = decodeURIComponent(uri);
  } catch {
    return null;
  }
  for (let again = 0; again < 2 && plain.includes('%'); again++)
    plain = plain.replace(/(?:%[0-9A-Fa-f]{2})+/g, decoded);
  return plain;
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}

/** As what a server may read it that takes escapes, query or fragment for something else than we. */
function readingsOf(uri: string): string[] {
  const texts = [uri, unescaped(uri) ?? uri, ...(URL.canParse(uri) ? [new URL(uri).href] : [])];
  return [...new Set(texts.flatMap((text) => [text, text.split(/[?#]/, 1)[0] ?? '']))];
}

/**
 * The most specific of those that the URI is one of. Null when there is none, or two are as specific, or a server may
 * read it as something more specific: whoever may use the one could go through the other.
 * @param listed resources that have a URI of their own
 */
export function bestTemplate(
  templates: readonly UriTemplate[],
  uri: string,
  listed: ReadonlySet<string>,
): string | null {
  if (!isPlain(uri)) return null;
  const [best, next] = templates.filter((template) => fits(template, uri)).sort((a, b) => b.literals - a.literals);
  if (!best || next?.literals === best.literals) return null;
  const readings = readingsOf(uri);
  const narrower = templates.filter(({ literals }) => literals > best.literals);
  const isRival = (text: string): boolean =>
    (listed.has(text) && text.length > best.literals) || narrower.some((other) => mayFit(other, text));
  return readings.some(isRival) ? null : best.text;
}

function mayFit(template: UriTemplate, text: string): boolean {
  if (template.read) return fits(template, text);
  const [before, after] = edgesOf(template.text);
  return text.startsWith(before) && text.endsWith(after);
}
