import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings } from '@app/kernel';
import { type BoundAttribute, reachAt } from '@app/access';
import { Db, type Tx } from '@app/database';
import { type SourceRow, isId } from '@app/directory';
import { scimRoot } from './addresses.js';
import { type PublishedProfile, wireEntitlement, wireRole } from './core/published-mapper.js';
import { ENTITLEMENT, ROLE, entitlementRegistry, roleRegistry } from './core/published.schema.js';
import { type Query, selected, selectionOf } from './core/selection.js';
import type { ListResponse, ScimResource } from './core/wire.js';
import { type Column, address, constant, exact, folded, id, moment, presence } from './filter-tests.js';
import { oneSchema } from './one-schema.js';
import { Pages } from './pages.js';
import type { Searched } from './search-sql.js';
import { type SortKey, column } from './sort-keys.js';

const kinds = {
  roles: { name: 'Role', urn: ROLE, registry: roleRegistry, wire: wireRole },
  entitlements: { name: 'Entitlement', urn: ENTITLEMENT, registry: entitlementRegistry, wire: wireEntitlement },
} as const;

/**
 * Access profiles as a source may know them: those that are bound for it, under the values by which it hands them out.
 * Of all others, and of profiles bound for another source, it learns nothing.
 */
@Injectable()
export class PublishedProfiles {
  private readonly root: string;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly pages: Pages,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  list(actor: Actor, source: SourceRow, attribute: BoundAttribute, query: Query = {}): Promise<ListResponse> {
    const kind = [searched(this.root, source, attribute)];
    return this.pages.list(actor, source, kind, query, async (tx, found, selection) => {
      const ids = found.map((each) => each.id);
      const profiles = await this.profiles(tx, ids);
      return profiles.map((profile) => selected(kinds[attribute].wire(profile, this.root), selection));
    });
  }

  /** @throws Refusal `binding.unknown` */
  async get(
    actor: Actor,
    source: SourceRow,
    attribute: BoundAttribute,
    bindingId: string,
    query: Query = {},
  ): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.read(actor, async (tx) => {
      const ids = isId(bindingId)
        ? await tx.query<{ id: string }[]>(
            `SELECT id FROM profile_binding WHERE id = $1 AND source_id = $2 AND attribute = $3 AND valid_to IS NULL`,
            [bindingId, source.id, attribute],
          )
        : [];
      const [profile] = await this.profiles(
        tx,
        ids.map((row) => row.id),
      );
      if (!profile) throw new Refusal('binding.unknown');
      return selected(kinds[attribute].wire(profile, this.root), selection);
    });
  }

  /** In the order of the bindings given, with the tools that they allow now. */
  private async profiles(tx: Tx, bindingIds: readonly string[]): Promise<PublishedProfile[]> {
    const now = this.clock.now();
    const rows = await tx.query<(Omit<PublishedProfile, 'tools'> & { profileId: string })[]>(
      `SELECT b.id, b.profile_id AS "profileId", b.value, f.name AS display, b.valid_from AS "createdAt",
         greatest(b.valid_from, max(g.valid_from), max(g.valid_to) FILTER (WHERE g.valid_to <= $2)) AS "changedAt"
       FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
         JOIN profile_binding b ON b.id = wanted.id JOIN access_profile f ON f.id = b.profile_id
         LEFT JOIN profile_grant g ON g.profile_id = b.profile_id AND g.effect <> 'deny'
       GROUP BY wanted.place, b.id, f.id ORDER BY wanted.place`,
      [bindingIds, now],
    );
    if (rows.length === 0) return [];
    const reach = await reachAt(
      tx,
      rows.map(({ profileId }) => profileId),
      now,
    );
    return rows.map(({ profileId, ...profile }) => {
      const tools = reach({ profileId, toolId: null, pattern: null });
      return { ...profile, tools: tools.map(({ serverName, name }) => ({ server: serverName, tool: name })) };
    });
  }
}

function searched(root: string, source: SourceRow, attribute: BoundAttribute): Searched {
  const { name, urn, registry } = kinds[attribute];
  const columns = new Map<string, Column>([
    ['id', id('b.id')],
    ['value', folded('b.value_key')],
    ['display', exact('f.name')],
    ['type', constant('AccessProfile', (said) => said)],
    ['meta', presence(() => 'TRUE')],
    ['meta.resourceType', constant(name, (said) => said)],
    ['meta.created', moment(() => 'b.valid_from')],
    ['meta.location', address(`${root}/${name}s`, 'b.id')],
  ]);
  const keys = new Map<string, SortKey>([
    ['id', column('b.id::text COLLATE "C"', 'text', true)],
    ['value', column('b.value_key COLLATE "C"', 'text', true)],
    ['display', column('f.name COLLATE "C"', 'text', true)],
    ['meta.created', column('b.valid_from', 'timestamptz', true)],
  ]);
  return {
    kind: name,
    from: 'profile_binding b JOIN access_profile f ON f.id = b.profile_id',
    id: 'b.id',
    createdAt: 'b.valid_from',
    registry,
    columns: {
      single: (path) => columns.get(path),
      elements: (key) => (key === 'schemas' ? oneSchema(urn) : undefined),
    },
    scope: (bind) =>
      `b.source_id = CAST(${bind(source.id)} AS uuid) AND b.attribute = ${bind(attribute)} AND b.valid_to IS NULL`,
    sortKey: ({ key }, sub) => keys.get(sub === null ? key : `${key}.${sub}`),
  };
}
