import { Injectable } from '@nestjs/common';
import { type Actor, Surroundings } from '@app/kernel';
import type { SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import { wireAgent } from './core/agent-mapper.js';
import { AGENT, agentRegistry } from './core/agent.schema.js';
import { type Dialect, dialects } from './core/dialect.js';
import { scimPath } from './core/kept-path.js';
import { type Query, selected } from './core/selection.js';
import type { ListResponse } from './core/wire.js';
import type { Columns, Elements } from './filter-sql.js';
import {
  type Column,
  type Place,
  address,
  columnFor,
  constant,
  exact,
  folded,
  id,
  moment,
  presence,
} from './filter-tests.js';
import { oneSchema } from './one-schema.js';
import { Pages } from './pages.js';
import { ScimAgentRow } from './scim-agent.row.js';
import type { Searched } from './search-sql.js';
import { type SortKey, column, keyFor } from './sort-keys.js';

/** Agents of a source, found by filter (RFC 7644 §3.4.2). */
@Injectable()
export class AgentSearch {
  private readonly root: string;

  constructor(
    private readonly pages: Pages,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  list(actor: Actor, source: SourceRow, query: Query): Promise<ListResponse> {
    return this.pages.list(actor, source, [searchedAgents(this.root, source)], query, async (tx, found, selection) => {
      const ids = found.map((each) => each.id);
      const rows = await tx.createQueryBuilder(ScimAgentRow, 'a').where('a.agentId = ANY (:ids)', { ids }).getMany();
      const byId = new Map(rows.map((row) => [row.agentId, row]));
      return ids.flatMap((each) => byId.get(each) ?? []).map((row) => selected(wireAgent(row, this.root), selection));
    });
  }
}

const searchedAgents = (root: string, source: SourceRow): Searched => ({
  kind: 'Agent',
  from: 'scim_agent a',
  id: 'a.agent_id',
  createdAt: 'a.created_at',
  registry: agentRegistry,
  columns: agentColumns(root, dialects[source.dialect]),
  scope: (bind) => `a.source_id = CAST(${bind(source.id)} AS uuid) AND a.deleted_at IS NULL`,
  sortKey: ({ key, attribute }, sub) => {
    const name = sub === null ? key : `${key}.${sub}`;
    return sortKeys.get(name) ?? (attribute.multiValued || sub !== null ? undefined : keyFor(attribute, kept(name)));
  },
});

const sortKeys = new Map<string, SortKey>([
  ['id', column('a.agent_id::text COLLATE "C"', 'text', true)],
  ['externalId', column('a.external_id COLLATE "C"', 'text', false)],
  ['agentUserName', column('a.user_name_key COLLATE "C"', 'text', true)],
  ['meta.created', column('a.created_at', 'timestamptz', true)],
  ['meta.lastModified', column('a.changed_at', 'timestamptz', true)],
]);

/** Texts are folded in a column of their own, lists only where their values have a case. */
function agentColumns(root: string, dialect: Dialect): Columns {
  const own = new Map<string, Column>([
    ['id', id('a.agent_id')],
    ['externalId', exact('a.external_id')],
    ['agentUserName', folded('a.user_name_key')],
    ['meta', presence(() => 'TRUE')],
    ['meta.resourceType', constant('Agent', (value) => value)],
    ['meta.created', moment(() => 'a.created_at')],
    ['meta.lastModified', moment(() => 'a.changed_at')],
    ['meta.location', address(`${root}/Agents`, 'a.agent_id')],
    ['meta.version', exact(`('W/"' || a.version || '"')`)],
  ]);
  return {
    single: (name, attribute) =>
      own.get(name) ??
      columnFor(attribute, kept(name), dialect) ??
      presence((bind) => `${kept(name).json(bind)} IS NOT NULL`),
    elements: (key) => (key === 'schemas' ? oneSchema(AGENT) : listOf(key, dialect)),
  };
}

const kept = (name: string): Place => ({
  json: (bind) => `(a.attributes #> CAST(${bind(scimPath(name))} AS text[]))`,
  text: (bind) => `(a.attributes #>> CAST(${bind(scimPath(name))} AS text[]))`,
  folded: (bind) => `(a.folded ->> CAST(${bind(name)} AS text))`,
});

const listOf = (key: string, dialect: Dialect): Elements => ({
  some: (condition, bind) =>
    `EXISTS (SELECT FROM jsonb_array_elements(coalesce(a.attributes -> CAST(${bind(key)} AS text), '[]')) AS e (element)
       WHERE ${condition})`,
  column: (sub) => {
    const place: Place = {
      json: (bind) => `(e.element -> CAST(${bind(sub.name)} AS text))`,
      text: (bind) => `(e.element ->> CAST(${bind(sub.name)} AS text))`,
      folded: (bind) => `(e.element ->> CAST(${bind(sub.name)} AS text))`,
    };
    return sub.type === 'string' && !sub.caseExact ? undefined : columnFor(sub, place, dialect);
  },
});
