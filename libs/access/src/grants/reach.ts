import type { Tx } from '@app/database';
import { type HeldGrant, type Reach, type ReachedTool, reachOf } from '../core/reach.js';

/** As `reachOf`, of the tools there are now and of these profiles. */
export async function reachAt(tx: Tx, profileIds: readonly (string | null)[], at: Date): Promise<Reach> {
  const tools = await tx.query<ReachedTool[]>(
    `SELECT t.id, t.kind, t.server_id AS "serverId", t.name, t.risk, t.tags, t.state, t.accepted_hashes AS "acceptedHashes",
       s.name AS "serverName", json_build_object('tags', s.tags, 'environment', s.environment,
         'classification', s.classification) AS server
     FROM tool t JOIN mcp_server s ON s.id = t.server_id WHERE t.state <> 'removed' ORDER BY s.name, t.name, t.id`,
  );
  const ids = [...new Set(profileIds.flatMap((id) => id ?? []))];
  return reachOf(tools, ids.length === 0 ? [] : await heldGrants(tx, ids, at));
}

const heldGrants = (tx: Tx, profileIds: readonly string[], at: Date): Promise<HeldGrant[]> =>
  tx.query<HeldGrant[]>(
    `SELECT profile_id AS "profileId", tool_id AS "toolId", pattern, definition_hash AS "definitionHash", effect
     FROM profile_grant WHERE profile_id = ANY ($1::uuid[]) AND valid_from <= $2
       AND (valid_to IS NULL OR valid_to > $2)`,
    [profileIds, at],
  );
