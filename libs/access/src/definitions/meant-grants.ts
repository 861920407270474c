import type { ToolRow } from '@app/catalog';
import type { Tx } from '@app/database';
import type { GrantFacts } from '../core/facts.js';
import { grantFault } from '../core/grant-fault.js';

/**
 * A grant in force on one tool. `isCurrent`: it means a definition that counts now, so it would be carried over. `fault`:
 * why it does not fit the definition that waits.
 */
export type MeantGrant = Readonly<{
  id: string;
  holder: 'profile' | 'agent';
  holderId: string;
  holderName: string;
  effect: GrantFacts['effect'];
  isCurrent: boolean;
  fault: string | null;
}>;
type Row = Omit<MeantGrant, 'isCurrent' | 'fault'> &
  Pick<GrantFacts, 'condition' | 'pattern' | 'budget' | 'obligations' | 'definitionHash'>;

const columns = 'g.effect, g.condition, g.pattern, g.budget, g.obligations, g.definition_hash AS "definitionHash"';
const counts = 'g.tool_id = $1 AND g.ended_because IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2)';

/** @param inputSchema of the definition that waits; null for none */
export async function grantsOn(tx: Tx, tool: ToolRow, inputSchema: unknown, at: Date): Promise<MeantGrant[]> {
  const rows = await tx.query<Row[]>(
    `SELECT g.id, 'profile' AS holder, p.id AS "holderId", p.name AS "holderName", ${columns}
     FROM profile_grant g JOIN access_profile p ON p.id = g.profile_id WHERE ${counts}
     UNION ALL
     SELECT g.id, 'agent', a.id, a.name, ${columns} FROM agent_grant g JOIN agent a ON a.id = g.agent_id WHERE ${counts}
     ORDER BY 1`,
    [tool.id, at],
  );
  return rows.map((row) => {
    const { id, holder, holderId, holderName, effect, definitionHash } = row;
    const isCurrent = definitionHash !== null && tool.acceptedHashes.includes(definitionHash);
    const fault = inputSchema === null ? null : grantFault(row, inputSchema);
    return { id, holder, holderId, holderName, effect, isCurrent, fault };
  });
}

export const outgrown = (grants: readonly MeantGrant[]): MeantGrant[] =>
  grants.filter(({ isCurrent, fault }) => isCurrent && fault !== null);
