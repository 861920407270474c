import { Refusal } from '@app/kernel';
import type { AttributePath, Filter } from './core/filter.js';
import { type Registry, subAttribute } from './core/registry.js';
import type { Bind, Column, Columns } from './filter-columns.js';

/** A condition for `WHERE` and its named parameters; no value of the client is ever part of the text. */
export type Condition = Readonly<{ sql: string; parameters: Readonly<Record<string, unknown>> }>;

/** @throws Refusal `scim.invalid-filter` for attributes that do not exist or cannot be filtered by */
export function conditionOf(filter: Filter, registry: Registry, columns: Columns): Condition {
  const parameters: Record<string, unknown> = {};
  let count = 0;
  const bind: Bind = (value) => {
    const name = `filter${++count}`;
    parameters[name] = value;
    return `:${name}`;
  };
  const sql = (part: Filter): string => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return part.terms.map((term) => `(${sql(term)})`).join(part.kind === 'and' ? ' AND ' : ' OR ');
      case 'not':
        return `NOT (${sql(part.term)})`;
      case 'present':
        return columnOf(part.path, registry, columns)('pr', null, bind);
      case 'compare':
        return columnOf(part.path, registry, columns)(part.operator, part.value, bind);
      case 'element':
        return sql(withoutElement(part.path, part.filter));
    }
  };
  return { sql: sql(filter), parameters };
}

/** `emails[value eq "x"]` says the same as `emails.value eq "x"` as long as one condition is asked of the element. */
function withoutElement({ urn, name }: AttributePath, filter: Filter): Filter {
  if (filter.kind === 'or') {
    return { kind: 'or', terms: filter.terms.map((term) => withoutElement({ urn, name, sub: null }, term)) };
  }
  if ((filter.kind === 'compare' || filter.kind === 'present') && filter.path.urn === null && !filter.path.sub) {
    return { ...filter, path: { urn, name, sub: filter.path.name } };
  }
  throw unsupported(`several conditions on one element of ${name}`);
}

function columnOf(path: AttributePath, registry: Registry, columns: Columns): Column {
  const entry = registry.find(path);
  if (!entry) throw new Refusal('scim.invalid-filter', 'there is no such attribute');
  const { key, attribute } = entry;
  const subName = path.sub ?? (attribute.subAttributes ? 'value' : null);
  const sub = subName === null ? null : subAttribute(attribute, subName);
  if (sub === undefined) throw new Refusal('scim.invalid-filter', `${attribute.name} has no such sub-attribute`);
  const name = sub ? `${key}.${sub.name}` : key;
  const column = columns.get(name);
  if (!column) throw unsupported(`a filter on ${name}`);
  return column;
}

const unsupported = (what: string): Refusal => new Refusal('scim.invalid-filter', `${what} is not supported yet`);
