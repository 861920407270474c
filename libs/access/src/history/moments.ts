import type { Tx } from '@app/database';

/** Whom a question about a time is about. */
export type Concerned = Readonly<{ agentIds: readonly string[]; personIds: readonly string[] }>;

/** More than this many moments in one question are refused. */
export const MOST_MOMENTS = 300;

/** The agents that the person answered for, or let act for them, at some time of this one. */
export async function agentsOfPerson(tx: Tx, personId: string, from: Date, to: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT subject_id AS id FROM fact_version WHERE kind = 'agent' AND facts ->> 'owner_id' = $1::uuid::text AND at < $3
     UNION SELECT agent_id FROM delegation WHERE person_id = $1::uuid AND valid_from < $3 AND valid_to > $2`,
    [personId, from, to],
  );
  return rows.map(({ id }) => id);
}

/** The agents from which a chain has led to one of these, whatever these were a part of, and everybody who owned, deputised for or delegated to any of them. */
export async function concernedBy(tx: Tx, agentIds: readonly string[], to: Date): Promise<Concerned> {
  const rows = await tx.query<{ agentId: string | null; personId: string | null }[]>(
    `WITH RECURSIVE chained (id) AS (
       SELECT unnest($1::uuid[])
       UNION SELECT further.id FROM chained, LATERAL (
         SELECT (facts ->> 'parent_id')::uuid FROM fact_version WHERE kind = 'agent' AND subject_id = chained.id AND at < $2
         UNION SELECT from_agent_id FROM delegation WHERE agent_id = chained.id AND valid_from < $2
       ) AS further (id) WHERE further.id IS NOT NULL
     )
     SELECT id AS "agentId", NULL::uuid AS "personId" FROM chained
     UNION SELECT NULL, who::uuid FROM chained JOIN fact_version v ON v.kind = 'agent' AND v.subject_id = chained.id,
       LATERAL (VALUES (v.facts ->> 'owner_id'), (v.facts ->> 'deputy_id')) AS named (who)
       WHERE v.at < $2 AND who IS NOT NULL
     UNION SELECT NULL, person_id FROM chained JOIN delegation ON agent_id = chained.id
       WHERE valid_from < $2 AND person_id IS NOT NULL`,
    [agentIds, to],
  );
  return {
    agentIds: rows.flatMap(({ agentId }) => agentId ?? []),
    personIds: rows.flatMap(({ personId }) => personId ?? []),
  };
}

/** When something began or ended on which their access may rest: `from`, and everything until before `to`. */
export async function momentsOf(tx: Tx, { agentIds, personIds }: Concerned, from: Date, to: Date): Promise<Date[]> {
  const rows = await tx.query<{ at: Date }[]>(
    `WITH joined AS (
       SELECT group_id, valid_from, valid_to FROM membership WHERE person_id = ANY ($2::uuid[])
     ), assigned AS (
       SELECT profile_id, valid_from, valid_to FROM assignment
       WHERE person_id = ANY ($2::uuid[]) OR group_id IN (SELECT group_id FROM joined)
     ), held AS (
       SELECT profile_id, valid_from, valid_to FROM agent_grant WHERE agent_id = ANY ($1::uuid[])
     ), profiles AS (
       SELECT profile_id FROM assigned UNION SELECT profile_id FROM held
       UNION SELECT (facts ->> 'ceiling_profile_id')::uuid FROM fact_version WHERE kind = 'blueprint'
     ), known AS (
       SELECT kind, at, facts FROM fact_version WHERE kind IN ('server', 'tool', 'blueprint')
         OR kind = 'agent' AND subject_id = ANY ($1::uuid[]) OR kind = 'person' AND subject_id = ANY ($2::uuid[])
     ), moments AS (
       SELECT at FROM known
       UNION SELECT unnest(ARRAY[facts ->> 'expires_at', facts ->> 'next_review_at'])::timestamptz FROM known WHERE kind = 'agent'
       UNION SELECT (facts ->> 'ends_at')::timestamptz FROM known WHERE kind = 'person'
       UNION SELECT unnest(ARRAY[valid_from, valid_to]) FROM (SELECT valid_from, valid_to FROM joined
         UNION ALL SELECT valid_from, valid_to FROM assigned UNION ALL SELECT valid_from, valid_to FROM held
         UNION ALL SELECT valid_from, valid_to FROM profile_grant WHERE profile_id IN (SELECT profile_id FROM profiles)
         UNION ALL SELECT valid_from, valid_to FROM delegation WHERE agent_id = ANY ($1::uuid[])
         UNION ALL SELECT pulled_at, lifted_at FROM kill_switch) AS spans
     ) SELECT at FROM moments WHERE at > $3 AND at < $4 ORDER BY at LIMIT ${MOST_MOMENTS}`,
    [agentIds, personIds, from, to],
  );
  return [from, ...rows.map(({ at }) => at)];
}
