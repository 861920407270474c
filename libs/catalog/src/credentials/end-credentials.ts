import type { WriteTx } from '@app/database';
import { IsNull } from 'typeorm';
import { CredentialRow, type EndReason } from './credential.row.js';

/** Destroys what is sealed in them. @returns the servers that are concerned */
export async function endCredentials(
  tx: WriteTx,
  of: Readonly<{ serverId: string } | { ownerId: string } | { id: string }>,
  because: EndReason,
  at: Date,
): Promise<string[]> {
  const live = await tx.find(CredentialRow, {
    where: { ...of, endedAt: IsNull() },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const row of live) {
    await tx.save(Object.assign(row, { sealed: null, endedAt: at, endedBecause: because }));
    const { id, kind, slot, revision } = row;
    tx.record({
      action: 'server.credential-ended',
      subject: row.serverId,
      detail: { credential: id, kind, slot, revision, because },
    });
  }
  return [...new Set(live.map(({ serverId }) => serverId))];
}
