import type { Tx } from '@app/database';
import type { Environment, Classification, Kind, Risk } from '../core/selector/pattern.js';
import type { ServerFacts, ToolFacts } from '../core/facts.js';

/** Columns as the trigger `remembered` keeps them (migration 0021); times as text. */
export type AgentPast = Readonly<{
  name: string;
  kind: 'autonomous' | 'delegated';
  state: 'requested' | 'staged' | 'active' | 'retired';
  owner_id: string;
  deputy_id: string | null;
  parent_id: string | null;
  blueprint_id: string | null;
  environment: string | null;
  tags: readonly string[];
  expires_at: string;
  next_review_at: string;
}>;
export type PersonPast = Readonly<{
  status: 'active' | 'inactive' | 'deleted';
  ends_at: string | null;
  user_name: string;
  display_name: string;
  employee_number: string | null;
  manager_id: string | null;
  attributes: Readonly<Record<string, NonNullable<unknown>>>;
}>;
export type ServerPast = Readonly<{
  name: string;
  status: ServerFacts['status'];
  environment: Environment | null;
  classification: Classification | null;
  tags: readonly string[];
}>;
export type ToolPast = Readonly<{
  server_id: string;
  kind: Kind;
  name: string;
  risk: Risk;
  state: ToolFacts['state'];
  approved_hash: string;
  accepted_hashes: readonly string[];
  tags: readonly string[];
  variant_of: string | null;
}>;
export type BlueprintPast = Readonly<{ ceiling_profile_id: string | null }>;

type Past = { agent: AgentPast; person: PersonPast; server: ServerPast; tool: ToolPast; blueprint: BlueprintPast };
export type Version<F> = Readonly<{ id: string; tenant: string; facts: F }>;

/**
 * What each was at a time: whatever its row says now.
 * @param ids those asked for; null: all
 */
export async function versionsAt<K extends keyof Past>(
  tx: Tx,
  kind: K,
  at: Date,
  ids: readonly string[] | null,
): Promise<Map<string, Version<Past[K]>>> {
  if (ids?.length === 0) return new Map();
  const rows = await tx.query<Version<Past[K]>[]>(
    `SELECT DISTINCT ON (subject_id) subject_id AS id, tenant_id AS tenant, facts FROM fact_version
     WHERE kind = $1 AND at <= $2 ${ids ? 'AND subject_id = ANY ($3::uuid[])' : ''}
     ORDER BY subject_id, at DESC, seq DESC`,
    ids ? [kind, at, ids] : [kind, at],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
