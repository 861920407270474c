/**
 * What filters mean (RFC 7644 §3.4.2.2), told a second time and without a database: over resources as they go over the
 * wire, from a list of attributes of its own. Shares no code with libs/scim.
 */
type Value = string | number | boolean | null;
type Kind = 'text' | 'exact' | 'number' | 'boolean' | 'time';
type Object_ = Record<string, unknown>;

export type Oracle =
  | { and: Oracle[] }
  | { or: Oracle[] }
  | { not: Oracle }
  | { attribute: string; sub: string | null; op: string; value: Value }
  | { list: string; inner: Inner; last?: { sub: string; op: string; value: Value } | undefined };

/** A filter within `[ ]`. */
export type Inner = { and: Inner[] } | { or: Inner[] } | { not: Inner } | { sub: string; op: string; value: Value };

export const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const HR = 'urn:example:hr:2.0:User';

/** Single-valued attributes, by the path that a filter names. */
export const singles: Record<string, Kind> = {
  id: 'exact',
  userName: 'text',
  externalId: 'exact',
  displayName: 'text',
  title: 'text',
  nickName: 'text',
  profileUrl: 'exact',
  active: 'boolean',
  'name.familyName': 'text',
  'name.givenName': 'text',
  [`${ENT}:department`]: 'text',
  [`${ENT}:employeeNumber`]: 'text',
  [`${ENT}:manager.value`]: 'exact',
  [`${HR}:level`]: 'number',
  [`${HR}:rate`]: 'number',
  [`${HR}:startDate`]: 'time',
  [`${HR}:remote`]: 'boolean',
  [`${HR}:badge`]: 'exact',
  'meta.created': 'time',
  'meta.version': 'exact',
};

/** Multi-valued ones and their parts; the part `` is the element of a simple list. */
export const lists: Record<string, Record<string, Kind>> = {
  emails: { value: 'text', type: 'text', display: 'text', primary: 'boolean' },
  phoneNumbers: { value: 'text', type: 'text', primary: 'boolean' },
  addresses: { locality: 'text', country: 'text', type: 'text', primary: 'boolean' },
  x509Certificates: { value: 'exact' },
  groups: { value: 'exact', display: 'text' },
  [`${HR}:tags`]: { '': 'text' },
  [`${HR}:scores`]: { '': 'number' },
  [`${HR}:devices`]: { value: 'text', size: 'number' },
};

export function textOf(filter: Oracle): string {
  if ('and' in filter) return filter.and.map((term) => `(${textOf(term)})`).join(' and ');
  if ('or' in filter) return filter.or.map((term) => `(${textOf(term)})`).join(' OR ');
  if ('not' in filter) return `not (${textOf(filter.not)})`;
  if ('list' in filter) {
    const { list, inner, last } = filter;
    return `${list}[${innerText(inner)}]${last ? `.${test(last.sub, last.op, last.value)}` : ''}`;
  }
  const { attribute, sub, op, value } = filter;
  return test(sub ? `${attribute}.${sub}` : attribute, op, value);
}

function innerText(inner: Inner): string {
  if ('and' in inner) return inner.and.map((term) => `(${innerText(term)})`).join(' and ');
  if ('or' in inner) return inner.or.map((term) => `(${innerText(term)})`).join(' or ');
  if ('not' in inner) return `not(${innerText(inner.not)})`;
  return test(inner.sub || 'value', inner.op, inner.value);
}

const test = (path: string, op: string, value: Value): string =>
  op === 'pr' ? `${path} pr` : `${path} ${op} ${JSON.stringify(value)}`;

export function meets(filter: Oracle, resource: Object_): boolean {
  if ('and' in filter) return filter.and.every((term) => meets(term, resource));
  if ('or' in filter) return filter.or.some((term) => meets(term, resource));
  if ('not' in filter) return !meets(filter.not, resource);
  if ('list' in filter) {
    const { list, inner, last } = filter;
    const both = (element: unknown): boolean =>
      elementMeets(inner, list, element) && (!last || elementMeets(last, list, element));
    return elementsOf(resource, list).some(both);
  }
  const { attribute, sub, op, value } = filter;
  const parts = lists[attribute];
  if (!parts) return compares(valueOf(resource, attribute), singles[attribute]!, op, value);
  const elements = elementsOf(resource, attribute);
  const name = sub ?? ('' in parts ? '' : 'value');
  const have = elements.map((element) => partOf(element, name));
  const present = sub === null ? elements.length > 0 : have.some((item) => item !== undefined);
  if (op === 'pr') return present;
  if (value === null) return present === (op === 'ne');
  return have.some((item) => compares(item, parts[name]!, op, value));
}

function elementMeets(inner: Inner, list: string, element: unknown): boolean {
  if ('and' in inner) return inner.and.every((term) => elementMeets(term, list, element));
  if ('or' in inner) return inner.or.some((term) => elementMeets(term, list, element));
  if ('not' in inner) return !elementMeets(inner.not, list, element);
  return compares(partOf(element, inner.sub), lists[list]![inner.sub]!, inner.op, inner.value);
}

const partOf = (element: unknown, name: string): unknown => (name === '' ? element : (element as Object_)[name]);

function valueOf(resource: Object_, path: string): unknown {
  const urn = [ENT, HR].find((known) => path.startsWith(`${known}:`));
  const steps = urn ? [urn, ...path.slice(urn.length + 1).split('.')] : path.split('.');
  return steps.reduce<unknown>((from, step) => (from as Object_ | undefined)?.[step], resource);
}

const elementsOf = (resource: Object_, path: string): unknown[] => (valueOf(resource, path) ?? []) as unknown[];

function compares(have: unknown, kind: Kind, op: string, want: Value): boolean {
  if (op === 'pr') return have !== undefined;
  if (want === null) return (have === undefined) === (op === 'eq');
  if (have === undefined) return op === 'ne';
  const [a, b] = [comparable(have, kind), comparable(want, kind)];
  switch (op) {
    case 'eq':
      return order(a, b) === 0;
    case 'ne':
      return order(a, b) !== 0;
    case 'co':
      return String(a).includes(String(b));
    case 'sw':
      return String(a).startsWith(String(b));
    case 'ew':
      return String(a).endsWith(String(b));
    case 'gt':
      return order(a, b) > 0;
    case 'ge':
      return order(a, b) >= 0;
    case 'lt':
      return order(a, b) < 0;
    default:
      return order(a, b) <= 0;
  }
}

function comparable(value: unknown, kind: Kind): string | number | boolean {
  if (kind === 'time') return Date.parse(String(value));
  if (kind === 'text') return String(value).normalize('NFKC').toLowerCase();
  return value as string | number | boolean;
}

/** Texts by code points, as Unicode orders them; JavaScript itself goes by UTF-16. */
export function order(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? -1) - (right[i]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
