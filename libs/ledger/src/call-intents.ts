import type { Tx } from '@app/database';
import { CALL_INTENT } from './core/call-record.js';

/** A decided call as its entry tells it. */
export type CallIntentEntry = Readonly<{
  callId: string;
  /** When the call had arrived, by the gateway's clock. */
  at: Date;
  /** As of when it was decided; null when it was refused before. */
  decidedAt: Date | null;
  agentId: string;
  personId: string | null;
  chain: readonly string[];
  delegations: readonly string[];
  clientId: string;
  server: string;
  tool: string;
  kind: 'tool' | 'resource' | 'resource_template' | 'prompt';
  decision: 'allow' | 'hold' | 'deny';
  reasonCode: string;
  grantIds: readonly string[];
}>;

type Stored = Readonly<{ entry: string }>;

const either = (where: string, order = ''): string => {
  const from = (table: string) => `SELECT uid, at, entry FROM ${table} WHERE type = '${CALL_INTENT}' AND ${where}`;
  // an entry moves from one table to the other; for a moment it could be seen twice, and counts once
  return `SELECT entry FROM (${from('ledger_entry')} UNION ${from('ledger_pending')}) AS intent ${order}`;
};

/** The call's intent, or null. */
export async function intentOf(tx: Tx, callId: string): Promise<CallIntentEntry | null> {
  const [row] = await tx.query<Stored[]>(either('call_id = $1'), [callId]);
  return row ? read(row) : null;
}

/** The newest intents of a time, `to` exclusive, newest first. */
export async function intentsBetween(tx: Tx, from: Date, to: Date, limit: number): Promise<CallIntentEntry[]> {
  const rows = await tx.query<Stored[]>(either('at >= $1 AND at < $2', 'ORDER BY at DESC, uid DESC LIMIT $3'), [
    from,
    to,
    limit,
  ]);
  return rows.map(read);
}

type Detail = Readonly<{
  call_id: string;
  method?: string;
  decided_at?: string;
  agent: string;
  on_behalf_of: string | null;
  chain: readonly string[];
  agents?: readonly Readonly<{ id: string }>[];
  delegations?: readonly string[];
  client: string;
  server: string;
  /** Left out for tools, and in entries of before other kinds were told apart. */
  kind?: CallIntentEntry['kind'];
  tool: string;
  decision: CallIntentEntry['decision'];
  reason_code: string;
  grant_ids: readonly string[];
}>;

/** MCP `tools/call`, `resources/read`, `prompts/get`, and their kin. */
const kindOf = (method: string): CallIntentEntry['kind'] =>
  method.startsWith('resources/') ? 'resource' : method.startsWith('prompts/') ? 'prompt' : 'tool';

function read({ entry }: Stored): CallIntentEntry {
  const { at, d } = JSON.parse(entry) as { at: string; d: Detail };
  return {
    callId: d.call_id,
    at: new Date(at),
    decidedAt: d.decided_at === undefined ? null : new Date(d.decided_at),
    agentId: d.agent,
    personId: d.on_behalf_of,
    chain: d.agents?.map(({ id }) => id) ?? [d.agent],
    delegations: d.delegations ?? [],
    clientId: d.client,
    server: d.server,
    tool: d.tool,
    kind: d.kind ?? kindOf(d.method ?? ''),
    decision: d.decision,
    reasonCode: d.reason_code,
    grantIds: d.grant_ids,
  };
}
