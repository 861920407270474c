import type { WriteTx } from '@app/database';

/** Ends the offer that is open for an agent, if there is one: somebody else answers for it from now on. */
export async function endOpenTransfer(tx: WriteTx, agentId: string, at: Date): Promise<void> {
  const [[ended]] = await tx.query<[{ id: string; fromId: string; toId: string }[], number]>(
    `UPDATE agent_transfer SET state = 'withdrawn', answered_at = $2 WHERE agent_id = $1 AND state = 'open'
     RETURNING id, from_id AS "fromId", to_id AS "toId"`,
    [agentId, at],
  );
  if (!ended) return;
  const { id: transferId, fromId, toId } = ended;
  const detail = { transferId, fromId, toId, because: 'overtaken' };
  tx.record({ action: 'agent.transfer-withdrawn', subject: agentId, detail });
}
