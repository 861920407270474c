import { Refusal } from '@app/kernel';
import { fold, indexed, isId } from '@app/directory';
import type { Attribute } from './core/attribute.js';
import type { Dialect } from './core/dialect.js';
import type { Literal, Operator } from './core/filter.js';
import { after } from './core/prefix-range.js';

export type Comparison = Operator | 'pr';

/** Makes a value a parameter of the statement and answers with its name there. */
export type Bind = (value: unknown) => string;

/**
 * One filterable attribute as SQL. Every condition is true or false, never NULL, so that `not` turns it around.
 * Columns are tested apart for NULL because `IS NOT DISTINCT FROM` would keep an index from being used.
 */
export type Column = (comparison: Comparison, value: Literal, bind: Bind) => string;

/** An expression of SQL, which may itself need parameters. */
export type Expression = (bind: Bind) => string;

export const unusable = (): Refusal =>
  new Refusal('scim.invalid-filter', 'this attribute cannot be compared like this');

const signs = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;
const like = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** `pr` and comparisons with null, which are about presence; the rest goes to `test`. */
const withPresence =
  (present: Expression, test: (comparison: Operator, value: string | number | boolean, bind: Bind) => string): Column =>
  (comparison, value, bind) => {
    if (comparison === 'pr' || (comparison === 'ne' && value === null)) return present(bind);
    if (value !== null) return test(comparison, value, bind);
    if (comparison === 'eq') return `NOT (${present(bind)})`;
    throw unusable();
  };

/** What is there or not and cannot be compared otherwise. */
export const presence = (present: Expression): Column =>
  withPresence(present, () => {
    throw unusable();
  });

/** Texts in the form in which the column holds them, compared by their code points. */
export const text = (column: Expression, form: (value: string) => string): Column =>
  withPresence(
    (bind) => `${column(bind)} IS NOT NULL`,
    (comparison, value, bind) => {
      if (typeof value !== 'string') throw unusable();
      const [held, wanted] = [column(bind), form(value)];
      const holds = (condition: string): string => `${held} IS NOT NULL AND ${held} ${condition}`;
      switch (comparison) {
        case 'eq':
          return holds(`= ${bind(wanted)}`);
        case 'ne':
          return `${held} IS DISTINCT FROM ${bind(wanted)}`;
        case 'co':
          return holds(`LIKE ${bind(`%${like(wanted)}%`)}`);
        case 'sw':
          return startsWith(held, wanted, bind);
        case 'ew':
          return holds(`LIKE ${bind(`%${like(wanted)}`)}`);
        case 'gt':
        case 'ge':
        case 'lt':
        case 'le':
          return holds(`COLLATE "C" ${signs[comparison]} ${bind(wanted)}`);
      }
    },
  );

/**
 * A prefix as a range of code points: PostgreSQL may not use an index for LIKE under row-level security, because LIKE
 * is not leakproof, but it may for comparisons.
 */
function startsWith(held: string, prefix: string, bind: Bind): string {
  const end = after(prefix);
  const from = `${held} IS NOT NULL AND ${held} COLLATE "C" >= ${bind(prefix)}`;
  return end === null ? from : `${from} AND ${held} COLLATE "C" < ${bind(end)}`;
}

/** Also looks into an index of beginnings for what starts with, or is, the wanted text. */
export const textByIndex =
  (key: string, whole: Column): Column =>
  (comparison, value, bind) => {
    const test = whole(comparison, value, bind);
    if (typeof value !== 'string' || (comparison !== 'eq' && comparison !== 'sw')) return test;
    const wanted = indexed(fold(value));
    return comparison === 'eq'
      ? `${key} IS NOT NULL AND ${key} = ${bind(wanted)} AND ${test}`
      : `${startsWith(key, wanted, bind)} AND ${test}`;
  };

export const folded = (column: string): Column => text(() => column, fold);
export const exact = (column: string): Column =>
  text(
    () => column,
    (value) => value,
  );

export const id = (column: string): Column => {
  const asText = exact(`${column}::text`);
  return (comparison, value, bind) => {
    if (typeof value !== 'string' || (comparison !== 'eq' && comparison !== 'ne'))
      return asText(comparison, value, bind);
    const same = isId(value) ? `${column} = CAST(${bind(value)} AS uuid)` : 'FALSE';
    return comparison === 'eq' ? same : `NOT (${same})`;
  };
};

/** An address that ends in the id of the column. */
export const address = (base: string, column: string): Column => {
  const byId = id(column);
  const asText = text(
    (bind) => `(CAST(${bind(`${base}/`)} AS text) || ${column}::text)`,
    (value) => value,
  );
  return (comparison, value, bind) => {
    if (typeof value !== 'string' || (comparison !== 'eq' && comparison !== 'ne'))
      return asText(comparison, value, bind);
    return byId(comparison, value.startsWith(`${base}/`) ? value.slice(base.length + 1) : '', bind);
  };
};

/** What is the same for all; `form` as for a column that holds it. */
export const constant = (said: string, form: (value: string) => string): Column =>
  text((bind) => `CAST(${bind(form(said))} AS text)`, form);

export const moment = (column: Expression): Column =>
  withPresence(
    (bind) => `${column(bind)} IS NOT NULL`,
    (comparison, value, bind) => {
      const [, second = '', fraction = '', zone = ''] = typeof value === 'string' ? (zoned.exec(value) ?? []) : [];
      const at = Date.parse(second + zone);
      if (Number.isNaN(at) || !(comparison in signs)) throw unusable();
      // by seconds, because the years that a zone moves out of four digits have no text that both sides read; and
      // microseconds apart, because PostgreSQL keeps them and Date does not
      const wanted = `to_timestamp(CAST(${bind(at / 1000)} AS double precision))`;
      const micros = Math.round(Number(`0${fraction}`) * 1e6);
      const part = micros === 0 ? '' : ` + CAST(${bind(micros)} AS double precision) * interval '1 microsecond'`;
      return compared(column(bind), comparison, `(${wanted}${part})`);
    },
  );

const zoned = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** @param json jsonb of a number, of anything else if the source changed its schema meanwhile */
const numeric = (json: Expression, dialect: Dialect): Column =>
  withPresence(
    (bind) => `${json(bind)} IS NOT NULL`,
    (comparison, value, bind) => {
      const said = typeof value === 'string' && !dialect.strict && /^-?\d{1,300}(\.\d{1,300})?$/.test(value);
      if (!(typeof value === 'number' || said) || !(comparison in signs)) throw unusable();
      const held = json(bind);
      const number = `CASE WHEN jsonb_typeof(${held}) = 'number' THEN CAST(${held} AS numeric) END`;
      return compared(number, comparison, `CAST(${bind(String(value))} AS numeric)`);
    },
  );

const truth = (json: Expression, dialect: Dialect): Column =>
  withPresence(
    (bind) => `${json(bind)} IS NOT NULL`,
    (comparison, value, bind) => {
      const said = typeof value === 'string' ? (dialect.strict ? '' : value.toLowerCase()) : String(value);
      if (!['true', 'false'].includes(said) || (comparison !== 'eq' && comparison !== 'ne')) throw unusable();
      return compared(json(bind), comparison, `CAST(${bind(said)} AS jsonb)`);
    },
  );

/** What is absent differs from everything and is neither more nor less than anything. */
const compared = (held: string, comparison: Operator, wanted: string): string =>
  comparison === 'ne'
    ? `${held} IS DISTINCT FROM ${wanted}`
    : `${held} IS NOT NULL AND ${held} ${signs[comparison as keyof typeof signs]} ${wanted}`;

/** Where a value of a kept resource stands: as jsonb, as text, and as folded text. */
export type Place = Readonly<{ json: Expression; text: Expression; folded: Expression }>;

/** @returns undefined for complex attributes */
export function columnFor(attribute: Attribute, place: Place, dialect: Dialect): Column | undefined {
  switch (attribute.type) {
    case 'complex':
      return undefined;
    case 'boolean':
      return truth(place.json, dialect);
    case 'integer':
    case 'decimal':
      return numeric(place.json, dialect);
    case 'dateTime':
      return moment((bind) => `instant_or_null(${place.text(bind)})`);
    case 'binary':
      return withoutOrder(text(place.text, (value) => value));
    case 'string':
    case 'reference':
      return attribute.caseExact ? text(place.text, (value) => value) : text(place.folded, fold);
  }
}

/** RFC 7644 §3.4.2.2, table 3: there is no more or less among these. */
const withoutOrder =
  (column: Column): Column =>
  (comparison, value, bind) => {
    if (['gt', 'ge', 'lt', 'le'].includes(comparison)) throw unusable();
    return column(comparison, value, bind);
  };

/** An attribute that resources of this kind do not have (RFC 7644 §3.4.2.1): never present, equal to nothing. */
export const absent: Column = withPresence(
  () => 'FALSE',
  (comparison) => (comparison === 'ne' ? 'TRUE' : 'FALSE'),
);
