import { Injectable } from '@nestjs/common';
import { Refusal } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { Barrier } from './barrier.js';
import { PrincipalRow } from './principal.row.js';
import { SERVER } from './server.js';
import type { Topic } from './snapshot.js';

export type NewPrincipal = Readonly<{
  id: string;
  kind: 'person' | 'agent';
  status: 'active' | 'suspended';
  /** The accountable person; null for a person, and only then. */
  ownerId: string | null;
  /** For a sub-agent: the agent without which it may not act; never changes. */
  parentId?: string | null;
}>;

/** In SQL: these, and every agent that is a part of one of them. */
const andParts = `id IN (
  WITH RECURSIVE concerned AS (
    SELECT id FROM principal WHERE id = ANY ($1)
    UNION SELECT part.id FROM principal part JOIN concerned ON part.parent_id = concerned.id
  ) SELECT id FROM concerned)`;

/**
 * The writing side of the fence. Every change takes the next fence number, and the write that made it returns only when
 * each deciding process has applied it or can no longer decide (R-FEN-1). All changes of one write share one number.
 * Only `enrol` makes nobody wait: of somebody new there is nothing yet that a process could wrongly admit.
 *
 * Call it last in a write: from the first call to the commit every other writer of the fence waits.
 */
@Injectable()
export class Fence {
  private readonly raised = new WeakMap<WriteTx, Promise<number>>();
  private readonly waiting = new WeakSet<WriteTx>();

  constructor(private readonly barrier: Barrier) {}

  /** A person or agent that gateways shall know of. @returns the fence number, as all of these do */
  async enrol(tx: WriteTx, { id, kind, status, ownerId, parentId = null }: NewPrincipal): Promise<number> {
    const seq = await this.number(tx);
    await tx.query(
      `INSERT INTO principal (id, kind, status, epoch, owner_id, parent_id, changed_seq) VALUES ($1, $2, $3, 0, $4, $5, $6)`,
      [id, kind, status, ownerId, parentId, seq],
    );
    await this.note(tx, seq, 'principal', [id]);
    return seq;
  }

  /**
   * Takes from each the power to act, and kills every token issued so far; also those of the parts of an agent, which may
   * act again when it may, but not with what they had before. What has ended stays ended.
   */
  async restrict(tx: WriteTx, ids: readonly string[], status: 'suspended' | 'ended'): Promise<number> {
    if (ids.length === 0) return this.head(tx);
    const seq = await this.raise(tx);
    const set = `status = CASE WHEN status = 'ended' OR id <> ALL ($1) THEN status ELSE $3 END, epoch = epoch + 1`;
    if (!(await this.change(tx, seq, ids, set, andParts, status))) throw new Refusal('principal.unknown');
    return seq;
  }

  /** Lets each act again, with new tokens only. @throws Refusal `principal.ended` for what has ended or never was */
  async restore(tx: WriteTx, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return this.head(tx);
    const seq = await this.raise(tx);
    if (!(await this.change(tx, seq, ids, 'status = $3', `id = ANY ($1) AND status <> 'ended'`, 'active'))) {
      throw new Refusal('principal.ended');
    }
    return seq;
  }

  /** Another person answers for the agent; its tokens, which were issued under the former owner, die. */
  async reown(tx: WriteTx, agentId: string, ownerId: string): Promise<number> {
    const seq = await this.raise(tx);
    if (
      !(await this.change(
        tx,
        seq,
        [agentId],
        'owner_id = $3, epoch = epoch + 1',
        `id = ANY ($1) AND kind = 'agent'`,
        ownerId,
      ))
    ) {
      throw new Refusal('principal.unknown');
    }
    return seq;
  }

  /**
   * Something that access is computed from has changed: a membership, an assignment, a grant, a tool. Or, with the
   * topic `tokens`, a token or key is no longer good.
   */
  async touch(tx: WriteTx, subjectIds: readonly string[], topic: Topic = 'access'): Promise<number> {
    if (subjectIds.length === 0) return this.head(tx);
    const seq = await this.raise(tx);
    await this.note(tx, seq, topic, subjectIds);
    return seq;
  }

  /**
   * For a write that finds nothing to do: it returns only when what was changed before it has settled, too. Else the
   * repetition of a leaver write would be answered while the first one still waits for a replica.
   */
  async settle(tx: WriteTx): Promise<void> {
    const [head] = await tx.query<{ seq: string; settled: boolean }[]>(
      `SELECT seq, served_by IS NOT DISTINCT FROM ${SERVER}
         AND (served_since IS NULL OR served_since < clock_timestamp() - interval '5 minutes')
         AND NOT EXISTS (SELECT FROM fence_replica WHERE acked_seq < fence.seq) AS settled FROM fence`,
    );
    if (head?.settled !== true) tx.beforeReturn(() => this.barrier.settled(Number(head?.seq)));
  }

  standing(tx: Tx, id: string): Promise<PrincipalRow | null> {
    return tx.findOneBy(PrincipalRow, { id });
  }

  private async raise(tx: WriteTx): Promise<number> {
    const seq = await this.number(tx);
    if (!this.waiting.has(tx)) tx.beforeReturn(() => this.barrier.settled(seq));
    this.waiting.add(tx);
    return seq;
  }

  /** The row's lock, held to the commit, makes the order of numbers the order of commits, without gaps. */
  private number(tx: WriteTx): Promise<number> {
    const known = this.raised.get(tx);
    if (known) return known;
    const raised = tx
      .query<{ seq: string }[]>(
        `WITH head AS (
           UPDATE fence SET seq = seq + 1, served_by = ${SERVER},
             served_since = CASE WHEN served_by IS DISTINCT FROM ${SERVER} THEN clock_timestamp() ELSE served_since END
           RETURNING seq)
         SELECT seq, pg_notify('surety_fence', seq::text) FROM head`,
      )
      .then(([head]) => Number(head?.seq));
    this.raised.set(tx, raised);
    return raised;
  }

  private async head(tx: Tx): Promise<number> {
    const [head] = await tx.query<{ seq: string }[]>('SELECT seq FROM fence');
    return Number(head?.seq);
  }

  /**
   * @param whom the rows, of which those of `ids` must all be there
   * @returns whether they were
   */
  private async change(
    tx: WriteTx,
    seq: number,
    ids: readonly string[],
    set: string,
    whom: string,
    value: string,
  ): Promise<boolean> {
    const wanted = [...new Set(ids)];
    const [result] = await tx.query<{ done: number }[]>(
      `WITH changed AS (
         UPDATE principal SET ${set}, changed_seq = $2 WHERE ${whom} RETURNING id
       ), noted AS (
         INSERT INTO fence_change (seq, topic, subject_id) SELECT $2::bigint, 'principal', id FROM changed ON CONFLICT DO NOTHING
       ) SELECT count(*)::int AS done FROM changed WHERE id = ANY ($1)`,
      [wanted, seq, value],
    );
    return result?.done === wanted.length;
  }

  private note(tx: WriteTx, seq: number, topic: 'principal' | Topic, ids: readonly string[]): Promise<unknown> {
    return tx.query(
      `INSERT INTO fence_change (seq, topic, subject_id) SELECT $1::bigint, $2::text, unnest($3::uuid[])
       ON CONFLICT DO NOTHING`,
      [seq, topic, ids],
    );
  }
}
