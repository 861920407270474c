import { Refusal } from '@app/kernel';
import type { Attribute } from './core/attribute.js';
import type { AttributePath, Filter } from './core/filter.js';
import { type Entry, type Registry, subAttribute } from './core/registry.js';
import { type Bind, type Column, absent, presence } from './filter-tests.js';

/** The elements of one multi-valued attribute. */
export type Elements = Readonly<{
  /** A condition that one and the same element meets. */
  some(condition: string, bind: Bind): string;
  column(sub: Attribute): Column | undefined;
}>;

/** What a kind of resource can be filtered by; undefined where there is no such thing. */
export type Columns = Readonly<{
  /** A single-valued attribute or a sub-attribute of one, by its full name: `title`, `<URN>:manager.value`. */
  single(name: string, attribute: Attribute): Column | undefined;
  elements(key: string, attribute: Attribute): Elements | undefined;
}>;

/** What is filtered: the names that may be said, and where they stand. */
export type Filtered = Readonly<{ registry: Registry; columns: Columns }>;

/**
 * A condition for `WHERE` that is true or false. Every value of the client is a parameter.
 * @param elsewhere knows names that resources of this kind do not have, but others in the same search do
 * @throws Refusal `scim.invalid-filter` for attributes that do not exist or cannot be filtered by
 */
export function conditionOf(
  filter: Filter,
  filtered: Filtered,
  bind: Bind,
  elsewhere: readonly Registry[] = [],
): string {
  const sql = (part: Filter): string => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return part.terms.map((term) => `(${sql(term)})`).join(part.kind === 'and' ? ' AND ' : ' OR ');
      case 'not':
        return `NOT (${sql(part.term)})`;
      case 'present':
        return leaf(part.path, (column) => column('pr', null, bind));
      case 'compare':
        return leaf(part.path, (column) => column(part.operator, part.value, bind));
      case 'element':
        return element(part.path, part.filter);
    }
  };
  const leaf = (path: AttributePath, test: (column: Column) => string): string => {
    const entry = entryOf(path);
    if (!entry) return test(absent);
    const { key, attribute } = entry;
    if (!attribute.multiValued) return test(singleColumn(filtered.columns, entry, path.sub));
    const elements = found(filtered.columns.elements(key, attribute), key);
    return ofSome(elements, attribute, path.sub, test, bind);
  };
  const element = (path: AttributePath, inner: Filter): string => {
    const entry = entryOf(path);
    if (!entry) return 'FALSE';
    const { key, attribute } = entry;
    if (!attribute.subAttributes) throw wrong(`${attribute.name} has no sub-attributes`);
    if (!attribute.multiValued) return sql(ofComplex(path, inner));
    const elements = found(filtered.columns.elements(key, attribute), key);
    const column = (sub: AttributePath): Column => elementColumn(elements, attribute, nameIn(sub));
    return elements.some(within(inner, column, bind), bind);
  };
  const entryOf = (path: AttributePath): Entry | null => {
    const entry = filtered.registry.find(path);
    if (!entry && elsewhere.some((other) => other.find(path))) return null;
    if (!entry || isSecret(entry.attribute)) throw wrong('there is no such attribute');
    return entry;
  };
  return sql(filter);
}

/** By what a single-valued attribute is compared, and sorted: a complex one by its `value`. */
export function singleColumn(columns: Columns, { key, attribute }: Entry, subName: string | null): Column {
  if (subName === null && !attribute.subAttributes) return found(columns.single(key, attribute), key);
  const whole = (): Column => found(columns.single(key, attribute), key);
  const sub = subAttribute(attribute, subName ?? 'value');
  if (subName !== null && (!sub || isSecret(sub))) throw wrong(`${attribute.name} has no such sub-attribute`);
  if (!sub) return whole();
  const part = found(columns.single(`${key}.${sub.name}`, sub), `${key}.${sub.name}`);
  return subName === null ? aboutPresence(whole(), part) : part;
}

/** Presence is asked of the whole, all else of its `value`. */
const aboutPresence =
  (whole: Column, part: Column): Column =>
  (comparison, value, bind) =>
    (comparison === 'pr' || value === null ? whole : part)(comparison, value, bind);

/**
 * A condition on any element, each for itself. Whether there is no value at all is asked of all elements together.
 */
function ofSome(
  elements: Elements,
  attribute: Attribute,
  subName: string | null,
  test: (column: Column) => string,
  bind: Bind,
): string {
  const some: Column = (comparison, value) => {
    const whole = subName === null && (comparison === 'pr' || value === null);
    const column = whole ? presence(() => 'TRUE') : elementColumn(elements, attribute, subName ?? 'value');
    if (comparison === 'pr' || value !== null) return elements.some(column(comparison, value, bind), bind);
    return presence(() => elements.some(column('pr', null, bind), bind))(comparison, value, bind);
  };
  return test(some);
}

function elementColumn(elements: Elements, attribute: Attribute, name: string): Column {
  const sub = subAttribute(attribute, name);
  if (!sub || isSecret(sub)) throw wrong(`${attribute.name} has no such sub-attribute`);
  return found(elements.column(sub), `${attribute.name}.${sub.name}`);
}

/** The filter between `[` and `]`, on one element. */
function within(filter: Filter, column: (path: AttributePath) => Column, bind: Bind): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms
        .map((term) => `(${within(term, column, bind)})`)
        .join(filter.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${within(filter.term, column, bind)})`;
    case 'present':
      return column(filter.path)('pr', null, bind);
    case 'compare':
      return column(filter.path)(filter.operator, filter.value, bind);
    case 'element':
      throw wrong('an element has no elements');
  }
}

/** `name[familyName eq "x"]` says the same as `name.familyName eq "x"`, because there is but one name. */
function ofComplex(path: AttributePath, filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, terms: filter.terms.map((term) => ofComplex(path, term)) };
    case 'not':
      return { kind: 'not', term: ofComplex(path, filter.term) };
    case 'present':
    case 'compare':
      return { ...filter, path: { ...path, sub: nameIn(filter.path) } };
    case 'element':
      throw wrong('an element has no elements');
  }
}

function nameIn({ urn, name, sub }: AttributePath): string {
  if (urn !== null || sub !== null) throw wrong('within [ ] only sub-attributes have names');
  return name;
}

/** What is never returned must not be guessed by asking either. */
export const isSecret = ({ mutability, returned }: Attribute): boolean =>
  mutability === 'writeOnly' || returned === 'never';

function found<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw wrong(`${name} cannot be compared; name one of its sub-attributes`);
  return thing;
}

const wrong = (why: string): Refusal => new Refusal('scim.invalid-filter', why);
