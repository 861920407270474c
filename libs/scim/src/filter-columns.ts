import { Refusal } from '@app/kernel';
import { fold, isId } from '@app/directory';
import type { Dialect } from './core/dialect.js';
import type { Literal, Operator } from './core/filter.js';
import { ENTERPRISE_USER, enterprise } from './core/registry.js';

export type Comparison = Operator | 'pr';

/** Makes a value a parameter of the query and answers with its name there. */
export type Bind = (value: unknown) => string;

/**
 * One filterable attribute as SQL. Every condition is true or false, never NULL, so that `not` turns it around.
 * Columns are tested apart for NULL because `IS NOT DISTINCT FROM` would keep an index from being used.
 */
export type Column = (comparison: Comparison, value: Literal, bind: Bind) => string;

export type Columns = ReadonlyMap<string, Column>;

const unusable = (): Refusal => new Refusal('scim.invalid-filter', 'this attribute cannot be compared like this');

const truth = (value: boolean): string => (value ? 'TRUE' : 'FALSE');
const like = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** `pr` and comparisons with null; undefined for all others. */
function presence(comparison: Comparison, value: Literal, present: string): string | undefined {
  if (comparison === 'pr') return present;
  if (value !== null) return undefined;
  if (comparison === 'eq') return `NOT (${present})`;
  if (comparison === 'ne') return present;
  throw unusable();
}

/** @param form the form in which the column holds its values */
const text =
  (column: string, form: (value: string) => string): Column =>
  (comparison, value, bind) => {
    const present = presence(comparison, value, `${column} IS NOT NULL AND ${column} <> ''`);
    if (present !== undefined) return present;
    if (typeof value !== 'string') throw unusable();
    const wanted = form(value);
    const holds = (condition: string): string => `${column} IS NOT NULL AND ${column} ${condition}`;
    switch (comparison) {
      case 'eq':
        return holds(`= ${bind(wanted)}`);
      case 'ne':
        return `${column} IS DISTINCT FROM ${bind(wanted)}`;
      case 'co':
        return holds(`LIKE ${bind(`%${like(wanted)}%`)}`);
      case 'sw':
        return holds(`LIKE ${bind(`${like(wanted)}%`)}`);
      case 'ew':
        return holds(`LIKE ${bind(`%${like(wanted)}`)}`);
      case 'gt':
      case 'ge':
      case 'lt':
      case 'le':
        return holds(`COLLATE "C" ${signs[comparison]} ${bind(wanted)}`);
      case 'pr':
        throw unusable();
    }
  };

const signs = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

const folded = (column: string): Column => text(column, fold);
const exact = (column: string): Column => text(column, (value) => value);

/** What can only be equal or not; `same` is the SQL for it, by a value that has the form of an id or not. */
const equality =
  (present: string, same: (value: string, bind: Bind) => string): Column =>
  (comparison, value, bind) => {
    const known = presence(comparison, value, present);
    if (known !== undefined) return known;
    if (typeof value !== 'string' || (comparison !== 'eq' && comparison !== 'ne')) throw unusable();
    return comparison === 'eq' ? same(value, bind) : `NOT (${same(value, bind)})`;
  };

const id = (column: string): Column =>
  equality('TRUE', (value, bind) => (isId(value) ? `${column} = CAST(${bind(value)} AS uuid)` : 'FALSE'));

const constant = (text: string): Column =>
  equality('TRUE', (value) => truth(value.toLowerCase() === text.toLowerCase()));

const moment =
  (column: string): Column =>
  (comparison, value, bind) => {
    const known = presence(comparison, value, 'TRUE');
    if (known !== undefined) return known;
    const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
    const date = typeof value === 'string' && zoned.test(value) ? new Date(value) : null;
    if (!date || Number.isNaN(date.getTime()) || !(comparison in signs)) throw unusable();
    return `${column} ${signs[comparison as keyof typeof signs]} CAST(${bind(date.toISOString())} AS timestamptz)`;
  };

const active =
  ({ strict }: Dialect): Column =>
  (comparison, value) => {
    const known = presence(comparison, value, 'TRUE');
    if (known !== undefined) return known;
    const said = typeof value === 'string' ? (strict ? '' : value.toLowerCase()) : String(value);
    if (!['true', 'false'].includes(said) || !['eq', 'ne'].includes(comparison)) throw unusable();
    return (said === 'true') === (comparison === 'eq') ? `p.status = 'active'` : `p.status <> 'active'`;
  };

/** The primary address in any case, every other one as it is written. */
const email: Column = (comparison, value, bind) => {
  if (comparison === 'ne' && value !== null) throw unusable(); // some element differs: not the reverse of eq
  const same = (wanted: string): string =>
    `(p.email_key IS NOT NULL AND p.email_key = ${bind(fold(wanted))}) OR p.attributes @> ` +
    `CAST(${bind(JSON.stringify({ emails: [{ value: wanted }] }))} AS jsonb)`;
  return equality('p.email_key IS NOT NULL', same)(comparison, value, bind);
};

const manager: Column = (comparison, value, bind) => {
  const named = `coalesce((p.attributes -> CAST(${bind(ENTERPRISE_USER)} AS text)) ? 'manager', FALSE)`;
  const stated = (wanted: string): string => JSON.stringify({ [ENTERPRISE_USER]: { manager: { value: wanted } } });
  const same = (wanted: string): string =>
    isId(wanted)
      ? `p.manager_id IS NOT NULL AND p.manager_id = CAST(${bind(wanted)} AS uuid)`
      : `p.attributes @> CAST(${bind(stated(wanted))} AS jsonb)`;
  return equality(named, same)(comparison, value, bind);
};

const member: Column = (comparison, value, bind) => {
  if (comparison === 'ne' && value !== null) throw unusable();
  const exists = (condition: string): string =>
    `EXISTS (SELECT FROM membership m WHERE m.group_id = g.id AND m.valid_to IS NULL${condition})`;
  const same = (wanted: string): string =>
    isId(wanted) ? exists(` AND m.person_id = CAST(${bind(wanted)} AS uuid)`) : 'FALSE';
  return equality(exists(''), same)(comparison, value, bind);
};

/** Attributes of people, of the query alias `p`. */
export const userColumns = (dialect: Dialect): Columns =>
  new Map<string, Column>([
    ['id', id('p.id')],
    ['externalId', exact('p.external_id')],
    ['userName', folded('p.user_name_key')],
    ['active', active(dialect)],
    ['emails.value', email],
    [`${enterprise('manager')}.value`, manager],
    ['meta.created', moment('p.created_at')],
    ['meta.lastModified', moment('p.changed_at')],
    ['meta.resourceType', constant('User')],
  ]);

/** Attributes of groups, of the query alias `g`. */
export const groupColumns: Columns = new Map<string, Column>([
  ['id', id('g.id')],
  ['externalId', exact('g.external_id')],
  ['displayName', folded('g.display_name_key')],
  ['members.value', member],
  ['meta.created', moment('g.created_at')],
  ['meta.lastModified', moment('g.changed_at')],
  ['meta.resourceType', constant('Group')],
]);
