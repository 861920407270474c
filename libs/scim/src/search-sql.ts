import { Refusal } from '@app/kernel';
import type { Tx } from '@app/database';
import type { Position } from './core/cursor.js';
import type { Filter } from './core/filter.js';
import type { Sort } from './core/list-query.js';
import { type Entry, type Registry, subAttribute } from './core/registry.js';
import { type Filtered, conditionOf, isSecret } from './filter-sql.js';
import type { Bind } from './filter-tests.js';
import type { SortKey } from './sort-keys.js';

/** One kind of resource as a search sees it. */
export type Searched = Filtered &
  Readonly<{
    /** Name of the kind. */
    kind: string;
    /** Table and alias, and where its id and the time it was created stand. */
    from: string;
    id: string;
    createdAt: string;
    /** Which of its rows the caller may see. */
    scope(bind: Bind): string;
    /** By what it is sorted; undefined where it cannot be. */
    sortKey(entry: Entry, sub: string | null): SortKey | undefined;
  }>;

/** @property value text of the sort value */
export type Found = Readonly<{ kind: string; id: string; value: string | null }>;

type Slice = Readonly<{ limit: number; offset?: number; from?: Position | null }>;

const zero = { text: `''`, numeric: '0', boolean: 'FALSE', timestamptz: `'epoch'` } as const;

/** One search as SQL: the resources of all kinds that match, in one order. */
export class Statement {
  private readonly keys: readonly (SortKey | null)[];
  private readonly type: SortKey['type'];
  private readonly always: boolean;
  private readonly descending: boolean;

  constructor(
    private readonly kinds: readonly Searched[],
    private readonly filter: Filter | null,
    sort: Sort | null,
  ) {
    this.keys = kinds.map((kind) => keyOf(kind, sort, kinds));
    this.type = this.keys.find((key) => key !== null)?.type ?? 'text';
    this.always = this.keys.every((key) => key?.always === true);
    this.descending = sort?.descending ?? false;
  }

  async total(tx: Tx): Promise<number> {
    const { values, bind } = parameters();
    const matching = this.matching(bind, () => '1');
    const [row] = await tx.query<{ total: number }[]>(
      `SELECT count(*)::integer AS total FROM (${matching}) AS matching`,
      values,
    );
    return row?.total ?? 0;
  }

  page(tx: Tx, { limit, offset, from }: Slice): Promise<Found[]> {
    const { values, bind } = parameters();
    const matching = this.matching(bind, (kind, index) => {
      const key = this.keys[index]?.sql(bind) ?? `CAST(NULL AS ${this.type})`;
      return `'${kind.kind}' AS kind, ${kind.id} AS id, ${key} AS key`;
    });
    const parts = this.always ? ['key', 'id'] : ['key IS NULL', `coalesce(key, ${zero[this.type]})`, 'id'];
    const down = this.descending !== (from?.backwards ?? false);
    const beyond = from ? `WHERE (${parts.join(', ')}) ${down ? '<' : '>'} (${this.placeOf(from, bind)})` : '';
    return tx.query<Found[]>(
      `SELECT kind, id, key::text AS value FROM (${matching}) AS matching ${beyond}
       ORDER BY ${parts.map((part) => `${part} ${down ? 'DESC' : 'ASC'}`).join(', ')}
       LIMIT ${bind(limit)} OFFSET ${bind(offset ?? 0)}`,
      values,
    );
  }

  private matching(bind: Bind, columns: (kind: Searched, index: number) => string): string {
    const parts = this.kinds.map((kind, index) => {
      const others = this.kinds.filter((other) => other !== kind).map(({ registry }) => registry);
      const condition = this.filter ? conditionOf(this.filter, kind, bind, others) : 'TRUE';
      return `SELECT ${columns(kind, index)} FROM ${kind.from} WHERE ${kind.scope(bind)} AND (${condition})`;
    });
    return parts.join(' UNION ALL ');
  }

  private placeOf({ value, id }: Position, bind: Bind): string {
    const known = value === null ? zero[this.type] : `CAST(${bind(value)} AS ${this.type})`;
    const place = `${known}, CAST(${bind(id)} AS uuid)`;
    return this.always ? place : `${value === null ? 'TRUE' : 'FALSE'}, ${place}`;
  }
}

function parameters(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** Null where resources of this kind have no such attribute, but others in the same search do. */
function keyOf(kind: Searched, sort: Sort | null, kinds: readonly Searched[]): SortKey | null {
  if (!sort) return { sql: () => kind.createdAt, type: 'timestamptz', always: true };
  const { path } = sort;
  const entry = kind.registry.find(path);
  const knows = ({ registry }: Readonly<{ registry: Registry }>): boolean => registry.find(path) !== undefined;
  if (!entry && kinds.some(knows)) return null;
  const sub = entry && subOf(entry, path.sub);
  const key = entry && sub !== undefined && !isSecret(entry.attribute) ? kind.sortKey(entry, sub) : undefined;
  if (!key) throw new Refusal('scim.invalid-value', 'there is no such attribute to sort by');
  return key;
}

/** Spelled as the schema does; a complex attribute is sorted by its `value`. Undefined for what it does not have. */
function subOf({ attribute }: Entry, name: string | null): string | null | undefined {
  if (!attribute.subAttributes) return name === null ? null : undefined;
  const sub = subAttribute(attribute, name ?? 'value');
  return sub && !isSecret(sub) ? sub.name : undefined;
}
