import type { Db, Tx } from '@app/database';

/** Where one person or agent stands, as a gateway decides by it. */
export type Standing = Readonly<{
  kind: 'person' | 'agent';
  status: 'active' | 'suspended' | 'ended';
  epoch: number;
  /** For an agent: the person who answers for it now. */
  ownerId: string | null;
  /** For a sub-agent: the agent without which it may not act. */
  parentId: string | null;
  tenant: string;
}>;

/** Something else that decisions are made by and that changes with the fence, such as the index of access. */
export type Follower = Readonly<{
  topic: 'access';
  /** Reads what it needs, in the snapshot of the standings; what it returns puts that in force, at once and all of it. */
  load(tx: Tx): Promise<() => void>;
}>;

export type Snapshot = Readonly<{ seq: number; standings: ReadonlyMap<string, Standing>; apply: (() => void)[] }>;

/**
 * Reads the head of the fence and all that changed after `since`, in one snapshot.
 * @param since null reads everything
 */
export function readSnapshot(db: Db, since: number | null, followers: readonly Follower[]): Promise<Snapshot> {
  return db.readEveryTenant(async (tx) => {
    const [head] = await tx.query<{ seq: string; touched: boolean }[]>(
      `SELECT seq, EXISTS (SELECT FROM fence_change WHERE seq > $1 AND topic = 'access') AS touched FROM fence`,
      [since ?? -1],
    );
    if (!head) throw new Error('the fence has no row');
    const rows = await tx.query<(Standing & { id: string })[]>(
      `SELECT id, kind, status, epoch, owner_id AS "ownerId", parent_id AS "parentId", tenant_id AS tenant
       FROM principal WHERE changed_seq > $1`,
      [since ?? -1],
    );
    const apply: (() => void)[] = [];
    if (since === null || head.touched) for (const follower of followers) apply.push(await follower.load(tx));
    return { seq: Number(head.seq), standings: new Map(rows.map(({ id, ...standing }) => [id, standing])), apply };
  });
}
