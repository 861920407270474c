import type { Db, Tx } from '@app/database';
import { SERVER } from './server.js';

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

/** What else decisions are made by and that changes with the fence: the index of access, and tokens revoked. */
export type Topic = 'access' | 'tokens';
export type Follower = Readonly<{
  topic: Topic;
  /** Reads what it needs, in the snapshot of the standings; what it returns puts that in force, at once and all of it. */
  load(tx: Tx): Promise<() => void>;
}>;

/** @see SERVER for `server` */
export type Head = Readonly<{ seq: number; server: string }>;
export type Snapshot = Head & Readonly<{ standings: ReadonlyMap<string, Standing>; apply: (() => void)[] }>;

/**
 * Reads the head of the fence and all that changed after `since`, in one snapshot.
 * @param since null reads everything
 */
export function readSnapshot(db: Db, since: number | null, followers: readonly Follower[]): Promise<Snapshot> {
  return db.readEveryTenant(async (tx) => {
    const [head] = await tx.query<{ seq: string; server: string; touched: string[] }[]>(
      `SELECT seq, ${SERVER}::text AS server, ARRAY(SELECT DISTINCT topic FROM fence_change WHERE seq > $1) AS touched FROM fence`,
      [since ?? Number.MAX_SAFE_INTEGER],
    );
    if (!head) throw new Error('the fence has no row');
    const rows = await tx.query<(Standing & { id: string })[]>(
      `SELECT id, kind, status, epoch, owner_id AS "ownerId", parent_id AS "parentId", tenant_id AS tenant
       FROM principal WHERE changed_seq > $1`,
      [since ?? -1],
    );
    const apply: (() => void)[] = [];
    const concerned = followers.filter(({ topic }) => since === null || head.touched.includes(topic));
    for (const follower of concerned) apply.push(await follower.load(tx));
    const standings = new Map(rows.map(({ id, ...standing }) => [id, standing]));
    return { seq: Number(head.seq), server: head.server, standings, apply };
  });
}
