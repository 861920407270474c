import type { Tx } from '@app/database';
import type { Subjects } from '../core/compiled/state.js';

/** So many are read one by one; of more, or of a crowd behind one of them, everything is read anew. */
const MOST = 5_000;
/** Longer than any clocks differ, and than anybody reads on from. */
const LATELY_MS = 24 * 60 * 60_000;

const reached = `
  SELECT 'agents' AS kind, id FROM agent
    WHERE id = ANY ($1::uuid[]) OR owner_id = ANY ($1::uuid[]) OR deputy_id = ANY ($1::uuid[]) OR blueprint_id = ANY ($1::uuid[])
  UNION SELECT 'agents', agent_id FROM delegation WHERE person_id = ANY ($1::uuid[]) OR from_agent_id = ANY ($1::uuid[])
  UNION SELECT 'people', id FROM person WHERE id = ANY ($1::uuid[])
  UNION SELECT 'people', person_id FROM membership WHERE group_id = ANY ($1::uuid[] || $2::uuid[])
  UNION SELECT 'people', person_id FROM assignment
    WHERE profile_id = ANY ($1::uuid[]) AND person_id IS NOT NULL AND (valid_from > $3 OR valid_to > $3)
  UNION SELECT 'profiles', id FROM access_profile WHERE id = ANY ($1::uuid[])
  UNION SELECT 'servers', id FROM mcp_server WHERE id = ANY ($1::uuid[])
  UNION SELECT 'tools', id FROM tool WHERE id = ANY ($1::uuid[]) OR server_id = ANY ($1::uuid[])`;

/**
 * Whose facts may be different, when all that is told is the ids of what has changed: also of whoever owns, answers
 * for or delegates to the ones, and whoever a profile was given to lately. Null when they are too many.
 * @param groups whose members are read although the groups themselves have not changed
 */
export async function reloadedBy(
  tx: Tx,
  subjects: readonly string[],
  groups: readonly string[],
  at: Date,
): Promise<Subjects | null> {
  if (subjects.length > MOST) return null;
  const lately = new Date(at.getTime() - LATELY_MS);
  const rows = await tx.query<{ kind: keyof Subjects; id: string }[]>(`${reached} LIMIT $4`, [
    subjects,
    groups,
    lately,
    MOST + 1,
  ]);
  if (rows.length > MOST) return null;
  const of = (kind: keyof Subjects): string[] => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  const [agents, people, profiles] = [of('agents'), of('people'), of('profiles')];
  return { agents, people, profiles, servers: of('servers'), tools: of('tools') };
}
