import type { Tx, WriteTx } from '@app/database';
import type { PersonState } from './core/person-state.js';
import type { Version } from './core/replay.js';

/** One more line in the log of a person's states, from which the events can be replayed. */
export function writeVersion(
  tx: WriteTx,
  { id, revision }: Readonly<{ id: string; revision: number }>,
  { state, past }: Readonly<{ state: PersonState; past: Version['past'] }>,
  at: Date,
): Promise<unknown> {
  return tx.query(
    `INSERT INTO person_version (person_id, revision, snapshot, past, at, request_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, revision, JSON.stringify(state), JSON.stringify(past), at, tx.actor.request?.id ?? null],
  );
}

/** Oldest first. */
export async function versionsOf(tx: Tx, personId: string): Promise<Version[]> {
  const rows = await tx.query<(Omit<Version, 'revision'> & { revision: string })[]>(
    `SELECT revision, snapshot AS state, past FROM person_version WHERE person_id = $1 ORDER BY revision`,
    [personId],
  );
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }));
}
