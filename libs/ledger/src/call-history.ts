import type { Tx } from '@app/database';
import { CALL_INTENT } from './core/call-record.js';

/** A call as it was recorded when it was decided. */
export type DecidedCall = Readonly<{
  callId: string;
  /** RFC 3339: when the call had arrived, by the gateway's clock. */
  at: string;
  server: string;
  tool: string;
  reasonCode: string;
}>;
type Stored = Readonly<{ agentId: string; entry: string }>;

/** Per agent one entry, sequenced or not yet. */
const calls = (decision: 'allow' | 'deny', since: string, order: string): string => {
  const from = (table: string) => `(SELECT entry, at FROM ${table} WHERE type = '${CALL_INTENT}' AND subject = agent.id
    ${since} AND entry::jsonb -> 'd' ->> 'decision' = '${decision}' ORDER BY at ${order} LIMIT 1)`;
  return `SELECT agent.id AS "agentId", call.entry FROM unnest($1::text[]) AS agent (id), LATERAL (
    SELECT entry FROM (${from('ledger_entry')} UNION ALL ${from('ledger_pending')}) AS either
    ORDER BY at ${order} LIMIT 1) AS call`;
};

/** The newest call of each agent that was let through, whenever that was. Agents that never called are left out. */
export async function lastAdmitted(tx: Tx, agentIds: readonly string[]): Promise<Map<string, DecidedCall>> {
  return byAgent(await tx.query<Stored[]>(calls('allow', '', 'DESC'), [agentIds]));
}

/** The first call of each agent that was denied from `since` on. Agents that have not called are left out. */
export async function firstDenied(tx: Tx, agentIds: readonly string[], since: Date): Promise<Map<string, DecidedCall>> {
  return byAgent(await tx.query<Stored[]>(calls('deny', 'AND at >= $2', 'ASC'), [agentIds, since]));
}

/** The detail of the newest entry of a type about a subject since then, or null. */
export async function newestDetail(
  tx: Tx,
  type: string,
  subject: string,
  since: Date,
): Promise<Readonly<Record<string, unknown>> | null> {
  const from = (table: string) => `SELECT entry, at FROM ${table} WHERE type = $1 AND subject = $2 AND at >= $3`;
  const rows = await tx.query<{ entry: string }[]>(
    `SELECT entry FROM (${from('ledger_entry')} UNION ALL ${from('ledger_pending')}) AS either ORDER BY at DESC LIMIT 1`,
    [type, subject, since],
  );
  return rows[0] ? detailOf(rows[0].entry) : null;
}

const byAgent = (rows: readonly Stored[]): Map<string, DecidedCall> =>
  new Map(
    rows.map(({ agentId, entry }) => {
      const { at, d } = JSON.parse(entry) as { at: string; d: Record<string, string> };
      const { call_id: callId = '', server = '', tool = '', reason_code: reasonCode = '' } = d;
      return [agentId, { callId, at, server, tool, reasonCode }];
    }),
  );

const detailOf = (entry: string): Record<string, unknown> => (JSON.parse(entry) as { d: Record<string, unknown> }).d;
