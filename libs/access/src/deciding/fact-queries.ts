import type { Tx } from '@app/database';
import { attributesOf, type Stated } from '../core/attributes.js';
import type {
  AgentFacts,
  AgentGrantFacts,
  AssignmentFacts,
  DelegationFacts,
  KillFacts,
  MembershipFacts,
  PersonFacts,
  ProfileGrantFacts,
  ServerFacts,
  ToolFacts,
} from '../core/facts.js';

/**
 * `asOf`: what was live at the time. `now`: what has not been ended, as the snapshot shows it; what it shows as begun
 * has begun, though a clock that was ahead of ours said when. Only what is planned (`planned`, terms, last days, the
 * end of a delegation) waits for a clock.
 */
type Mode = 'asOf' | 'now';
/** A condition in SQL about rows `r`, and its value `$2`. */
export type Which = readonly [sql: string, value: unknown];
const every: Which = ['$2::boolean', true];

const live = `(r.valid_to IS NULL OR r.valid_to > $1)`;
const begun = { asOf: 'r.valid_from', now: 'least(r.valid_from, $1::timestamptz)' } as const;
const planned = { asOf: begun.asOf, now: `CASE WHEN r.planned THEN r.valid_from ELSE ${begun.now} END` } as const;
const granted = `r.id, r.tool_id AS "toolId", r.pattern, r.effect, r.condition, r.definition_hash AS "definitionHash", r.budget, r.obligations`;

/** Reads the rows that decisions rest on, each in the shape of its facts. */
export class FactQueries {
  constructor(
    private readonly tx: Tx,
    private readonly mode: Mode,
    private readonly at: Date,
  ) {}

  /** In the order of their ids. */
  agents([which, value]: Which, most: number | null = null): Promise<AgentFacts[]> {
    return this.tx.query(
      `SELECT r.id, r.tenant_id AS tenant, r.kind, r.owner_id AS "ownerId", r.parent_id AS "parentId",
         b.ceiling_profile_id AS "ceilingId", r.environment, r.tags,
         (SELECT p.id FROM person p WHERE p.id = r.deputy_id AND p.status = 'active') AS "deputyId"
       FROM agent r LEFT JOIN blueprint b ON b.id = r.blueprint_id
       WHERE $1::timestamptz IS NOT NULL AND ${which} ORDER BY r.id LIMIT $3`,
      [this.at, value, most],
    );
  }

  // they end with the agent's term and its owner's last day, so that a late timer lengthens nothing (R-AGT-5)
  agentGrants([which, value]: Which): Promise<AgentGrantFacts[]> {
    return this.tx.query(
      `SELECT ${granted}, r.agent_id AS "agentId", r.profile_id AS "profileId", ${planned[this.mode]} AS "validFrom",
         least(r.valid_to, a.expires_at, a.next_review_at, o.ends_at) AS "validTo"
       FROM agent_grant r JOIN agent a ON a.id = r.agent_id JOIN person o ON o.id = a.owner_id
       WHERE ${this.mode === 'now' ? `r.ended_because IS NULL` : live} AND $1::timestamptz IS NOT NULL AND ${which}`,
      [this.at, value],
    );
  }

  memberships(which: Which): Promise<MembershipFacts[]> {
    const columns = `r.group_id AS "groupId", r.person_id AS "personId"`;
    return this.spans('membership', columns, begun, 'r.valid_to IS NULL', which);
  }

  assignments(which: Which): Promise<AssignmentFacts[]> {
    const columns = `r.id, r.profile_id AS "profileId", r.person_id AS "personId", r.group_id AS "groupId", r.rule_id AS "ruleId"`;
    return this.spans('assignment', columns, planned, 'r.ended_because IS NULL', which);
  }

  profileGrants(which: Which = every): Promise<ProfileGrantFacts[]> {
    const columns = `${granted}, r.profile_id AS "profileId"`;
    return this.spans('profile_grant', columns, begun, 'r.ended_because IS NULL', which);
  }

  // what a person lets an agent do for them ends with their last day, too
  delegations([which, value]: Which): Promise<DelegationFacts[]> {
    return this.tx.query(
      `SELECT r.id, r.person_id AS "personId", r.from_agent_id AS "fromAgentId", r.agent_id AS "agentId",
         ${begun[this.mode]} AS "validFrom", least(r.valid_to, p.ends_at) AS "validTo"
       FROM delegation r LEFT JOIN person p ON p.id = r.person_id
       WHERE r.ended_because IS NULL AND ${live} AND ${which}`,
      [this.at, value],
    );
  }

  servers([which, value]: Which = every): Promise<ServerFacts[]> {
    return this.tx.query(
      `SELECT r.id, r.tenant_id AS tenant, r.name, r.status, r.environment, r.classification, r.tags
       FROM mcp_server r WHERE $1::timestamptz IS NOT NULL AND ${which}`,
      [this.at, value],
    );
  }

  /** @param defined with their definitions, which only lists of tools show */
  tools([which, value]: Which = every, defined = false): Promise<ToolFacts[]> {
    const definition = defined
      ? `(SELECT d.definition FROM tool_definition d WHERE d.tool_id = r.id AND d.hash = r.approved_hash)`
      : 'NULL';
    return this.tx.query(
      `SELECT r.id, r.server_id AS "serverId", r.kind, r.name, r.risk, r.state, r.approved_hash AS "approvedHash",
         r.accepted_hashes AS "acceptedHashes", r.tags, r.variant_of AS "variantOf", ${definition} AS definition
       FROM tool r WHERE $1::timestamptz IS NOT NULL AND ${which}`,
      [this.at, value],
    );
  }

  kills(): Promise<KillFacts[]> {
    const is = this.mode === 'now' ? 'r.lifted_at IS NULL' : '(r.lifted_at IS NULL OR r.lifted_at > $1)';
    return this.tx.query(
      `SELECT r.id, r.tenant_id AS tenant, r.scope, r.target_id AS "targetId", r.lifted_at AS "validTo",
         ${this.mode === 'now' ? 'least(r.pulled_at, $1::timestamptz)' : 'r.pulled_at'} AS "validFrom"
       FROM kill_switch r WHERE ${is} AND $1::timestamptz IS NOT NULL`,
      [this.at],
    );
  }

  /** These attributes of people, of whom something is stated. */
  async people([which, value]: Which, names: readonly string[]): Promise<PersonFacts[]> {
    if (names.length === 0) return [];
    const rows = await this.tx.query<(Stated & { id: string })[]>(
      `SELECT r.id, r.user_name AS "userName", r.display_name AS "displayName", r.employee_number AS "employeeNumber",
         r.manager_id AS "managerId", r.status,
         (SELECT coalesce(jsonb_object_agg(key, part), '{}') FROM jsonb_each(r.attributes) AS stated(key, part)
          WHERE key = ANY ($3::text[])) AS attributes
       FROM person r WHERE $1::timestamptz IS NOT NULL AND ${which}`,
      [this.at, value, namedBy(names)],
    );
    return rows.map((row) => ({ id: row.id, attributes: attributesOf(row, names) }));
  }

  private spans<Row>(
    table: string,
    columns: string,
    from: Readonly<Record<Mode, string>>,
    unended: string,
    [which, value]: Which,
  ): Promise<Row[]> {
    return this.tx.query(
      `SELECT ${columns}, ${from[this.mode]} AS "validFrom", r.valid_to AS "validTo" FROM ${table} r
       WHERE ${this.mode === 'now' ? unended : live} AND $1::timestamptz IS NOT NULL AND ${which}`,
      [this.at, value],
    );
  }
}

/** Where in a SCIM resource these attributes may stand: an extension's under its URN (RFC 7643 §3.3). */
function namedBy(names: readonly string[]): string[] {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const urns = names.flatMap((name) => (name.startsWith('urn:') ? [name.slice(0, name.lastIndexOf(':'))] : []));
  return [...names, ...urns, 'emails', enterprise];
}
