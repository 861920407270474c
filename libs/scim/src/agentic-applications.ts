import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings } from '@app/kernel';
import { reachAt, type ReachingGrant } from '@app/access';
import { Db, type Tx } from '@app/database';
import { type SourceRow, isId } from '@app/directory';
import { scimRoot } from './addresses.js';
import { type ListedServer, wireApplication } from './core/application-mapper.js';
import { APPLICATION, applicationRegistry } from './core/published.schema.js';
import { type Query, selected, selectionOf } from './core/selection.js';
import type { ListResponse, ScimResource } from './core/wire.js';
import { type Column, address, constant, folded, id, moment, presence } from './filter-tests.js';
import { oneSchema } from './one-schema.js';
import { Pages } from './pages.js';
import type { Searched } from './search-sql.js';
import { type SortKey, column } from './sort-keys.js';

/** MCP servers as applications, with the agents of the source that may use something of them; only to be read. */
@Injectable()
export class AgenticApplications {
  private readonly root: string;
  private readonly gateway: string;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly pages: Pages,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
    this.gateway = `${surroundings.publicUrl}/mcp`;
  }

  /** @throws Refusal `request.not-found` where agents are not taken */
  async list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    if (!source.agents) throw new Refusal('request.not-found');
    return this.pages.list(actor, source, [searched(this.root)], query, async (tx, found, selection) => {
      const ids = found.map((each) => each.id);
      const servers = await this.servers(tx, source, ids);
      return servers.map((server) => selected(wireApplication(server, this.root, this.gateway), selection));
    });
  }

  /** @throws Refusal `request.not-found` where agents are not taken, `server.unknown` */
  async get(actor: Actor, source: SourceRow, serverId: string, query: Query = {}): Promise<ScimResource> {
    if (!source.agents) throw new Refusal('request.not-found');
    const selection = selectionOf(query);
    return this.db.read(actor, async (tx) => {
      const [server] = isId(serverId) ? await this.servers(tx, source, [serverId]) : [];
      if (!server) throw new Refusal('server.unknown');
      return selected(wireApplication(server, this.root, this.gateway), selection);
    });
  }

  /** In the order of the ids given. */
  private async servers(tx: Tx, source: SourceRow, ids: readonly string[]): Promise<ListedServer[]> {
    const servers = await tx.query<Omit<ListedServer, 'agents'>[]>(
      `SELECT s.id, s.name, s.created_at AS "createdAt", greatest(s.created_at, s.synced_at) AS "changedAt"
       FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place) JOIN mcp_server s ON s.id = wanted.id
       ORDER BY wanted.place`,
      [ids],
    );
    if (servers.length === 0) return [];
    const users = await usersOf(tx, source, this.clock.now());
    return servers.map((server) => {
      const of = users.filter(({ serverIds }) => serverIds.has(server.id));
      const agents = new Map(of.map(({ agent }) => [agent.id, agent]));
      const changedAt = new Date(Math.max(...[server.changedAt, ...of.map(({ since }) => since)].map(Number)));
      return { ...server, changedAt, agents: [...agents.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
    });
  }
}

type Granted = ReachingGrant & Readonly<{ agentId: string; agentName: string; since: Date }>;

/** The agents of the source, grant by grant, with the servers on which each grant is about something. */
async function usersOf(tx: Tx, source: SourceRow, at: Date) {
  const grants = await tx.query<Granted[]>(
    `SELECT a.id AS "agentId", a.name AS "agentName", g.valid_from AS since, g.tool_id AS "toolId", g.pattern,
       g.profile_id AS "profileId"
     FROM scim_agent p JOIN agent a ON a.id = p.agent_id JOIN agent_grant g ON g.agent_id = a.id
     WHERE p.source_id = $1 AND p.deleted_at IS NULL AND g.effect <> 'deny' AND g.valid_from <= $2
       AND (g.valid_to IS NULL OR g.valid_to > $2)`,
    [source.id, at],
  );
  const reach = await reachAt(
    tx,
    grants.map(({ profileId }) => profileId),
    at,
  );
  return grants.map(({ agentId, agentName, since, ...grant }) => ({
    agent: { id: agentId, name: agentName },
    since,
    serverIds: new Set(reach(grant).map(({ serverId }) => serverId)),
  }));
}

function searched(root: string): Searched {
  const columns = new Map<string, Column>([
    ['id', id('s.id')],
    ['name', folded('s.name')],
    ['meta', presence(() => 'TRUE')],
    ['meta.resourceType', constant('AgenticApplication', (said) => said)],
    ['meta.created', moment(() => 's.created_at')],
    ['meta.location', address(`${root}/AgenticApplications`, 's.id')],
  ]);
  const keys = new Map<string, SortKey>([
    ['id', column('s.id::text COLLATE "C"', 'text', true)],
    ['name', column('s.name COLLATE "C"', 'text', true)],
    ['meta.created', column('s.created_at', 'timestamptz', true)],
  ]);
  return {
    kind: 'AgenticApplication',
    from: 'mcp_server s',
    id: 's.id',
    createdAt: 's.created_at',
    registry: applicationRegistry,
    columns: {
      single: (path) => columns.get(path),
      elements: (key) => (key === 'schemas' ? oneSchema(APPLICATION) : undefined),
    },
    scope: () => 'TRUE',
    sortKey: ({ key }, sub) => keys.get(sub === null ? key : `${key}.${sub}`),
  };
}
