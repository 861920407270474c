import type { SourceRow } from '@app/directory';
import { dialects } from './core/dialect.js';
import { type Entry, subAttribute } from './core/registry.js';
import { groupColumns, inAttributes, inElement, userColumns } from './filter-columns.js';
import type { Bind } from './filter-tests.js';
import type { Searched } from './search-sql.js';
import { type SortKey, column, keyFor } from './sort-keys.js';
import { registryOf } from './source-schema.js';

/** The living people of a source. */
export function searchedUsers(root: string, source: SourceRow): Searched {
  const { user: registry } = registryOf(source);
  const extensions = registry.extensions.map(({ id }) => id);
  return {
    kind: 'User',
    from: 'person p',
    id: 'p.id',
    createdAt: 'p.created_at',
    registry,
    columns: userColumns(root, dialects[source.dialect], extensions),
    scope: (bind) => `p.source_id = CAST(${bind(source.id)} AS uuid) AND p.status <> 'deleted'`,
    sortKey: (entry, sub) => userKeys.get(nameOf(entry, sub)) ?? keptKey(entry, sub),
  };
}

/** The living groups of a source. */
export const searchedGroups = (root: string, source: SourceRow): Searched => ({
  kind: 'Group',
  from: 'directory_group g',
  id: 'g.id',
  createdAt: 'g.created_at',
  registry: registryOf(source).group,
  columns: groupColumns(root),
  scope: (bind) => `g.source_id = CAST(${bind(source.id)} AS uuid) AND g.deleted_at IS NULL`,
  sortKey: (entry, sub) => groupKeys.get(nameOf(entry, sub)),
});

const nameOf = ({ key }: Entry, sub: string | null): string => (sub === null ? key : `${key}.${sub}`);

const userKeys = new Map<string, SortKey>([
  ['id', column('p.id::text COLLATE "C"', 'text', true)],
  ['externalId', column('p.external_id', 'text', false)],
  ['userName', column('p.user_name_key', 'text', true)],
  ['meta.resourceType', column(`'User' COLLATE "C"`, 'text', true)],
  ['meta.created', column('p.created_at', 'timestamptz', true)],
  ['meta.lastModified', column('p.changed_at', 'timestamptz', true)],
  ['meta.location', column('p.id::text COLLATE "C"', 'text', true)],
  ['meta.version', column('p.version::numeric', 'numeric', true)],
]);

const revision = (of: string): string => `(SELECT ${of} FROM group_revision r WHERE r.group_id = g.id)`;

const groupKeys = new Map<string, SortKey>([
  ['id', column('g.id::text COLLATE "C"', 'text', true)],
  ['externalId', column('g.external_id', 'text', false)],
  ['displayName', column('g.display_name_key', 'text', true)],
  ['meta.resourceType', column(`'Group' COLLATE "C"`, 'text', true)],
  ['meta.created', column('g.created_at', 'timestamptz', true)],
  ['meta.lastModified', column(revision('max(r.changed_at)'), 'timestamptz', true)],
  ['meta.location', column('g.id::text COLLATE "C"', 'text', true)],
  ['meta.version', column(revision('sum(r.changes)'), 'numeric', true)],
]);

/** What stands in the kept resource: of a list the primary element, else the first (RFC 7644 §3.4.2.3). */
function keptKey(entry: Entry, sub: string | null): SortKey | undefined {
  const { key, attribute } = entry;
  const type = sub === null ? attribute : subAttribute(attribute, sub);
  if (!type || key === 'groups' || key === 'schemas') return undefined;
  if (!attribute.multiValued) return keyFor(type, inAttributes(nameOf(entry, sub)));
  const inner = keyFor(type, inElement(type.name));
  const sql = (bind: Bind): string =>
    `(SELECT ${inner?.sql(bind)} FROM person_value v WHERE v.person_id = p.id AND v.attribute = ${bind(key)}
      ORDER BY coalesce(v.element -> 'primary' = 'true', FALSE) DESC, v.position LIMIT 1)`;
  return inner && { ...inner, sql };
}
