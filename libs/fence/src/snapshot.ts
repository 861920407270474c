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
  /**
   * Reads what it needs, in the snapshot of the standings; what it returns puts that in force, at once and all of it.
   * @param changed null reads everything, whatever was read before
   */
  load(tx: Tx, changed: Changed | null): Promise<() => void>;
}>;
/** Ids of what has changed of the topic since what was last put in force, and of agents that stand differently or are new. */
export type Changed = Readonly<{ subjects: readonly string[]; agents: readonly string[] }>;
/** Of more than these, everything is read anew. */
const MOST_CHANGES = 5_000;

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
    const agents = rows.filter(({ kind }) => kind === 'agent').map(({ id }) => id);
    for (const follower of followers) {
      const touched = head.touched.includes(follower.topic) || (follower.topic === 'access' && agents.length > 0);
      if (since === null) apply.push(await follower.load(tx, null));
      else if (touched) apply.push(await follower.load(tx, await changedOf(tx, follower.topic, since, agents)));
    }
    const standings = new Map(rows.map(({ id, ...standing }) => [id, standing]));
    return { seq: Number(head.seq), server: head.server, standings, apply };
  });
}

async function changedOf(tx: Tx, topic: Topic, since: number, agents: readonly string[]): Promise<Changed | null> {
  const rows = await tx.query<{ id: string }[]>(
    'SELECT DISTINCT subject_id AS id FROM fence_change WHERE topic = $1 AND seq > $2 LIMIT $3',
    [topic, since, MOST_CHANGES + 1],
  );
  return rows.length > MOST_CHANGES ? null : { subjects: rows.map(({ id }) => id), agents };
}
