import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings, newId, system } from '@app/kernel';
import { Db, type Tx, type WriteTx, advisoryLocks } from '@app/database';
import { SubjectKeys } from './subject-keys.js';
import { eachOf, tenantsOf } from '../tenants.js';

/** A request to erase what the ledger keeps of a subject in clear or sealed. `fields`: how many it took. */
export type Erasure = Readonly<{
  id: string;
  subject: string;
  /** The case it was asked under; clear text, in the ledger too. */
  reference: string;
  state: 'waiting' | 'done';
  askedAt: Date;
  dueAt: Date;
  doneAt: Date | null;
  fields: number | null;
}>;
export type RetentionHold = Readonly<{
  id: string;
  subject: string;
  reference: string;
  setAt: Date;
  liftedAt: Date | null;
}>;

/** What a case may be called: it is recorded as it stands, for ever, and so it has no room for addresses. */
export const REFERENCE = /^[\w .:/#-]{1,100}$/;
/** So is the subject, which is an id or a word of ours: somebody's address would stand in the log for ever. */
export const SUBJECT = /^[\w.:/#-]{1,200}$/;

const ERASURE = `id, subject, reference, state, asked_at AS "askedAt", due_at AS "dueAt", done_at AS "doneAt", fields`;
const HOLD = `id, subject, reference, set_at AS "setAt", lifted_at AS "liftedAt"`;
const DAY_MS = 86_400_000;
/** Nothing stands against it, not even the duty to keep what was written after it was asked. */
const DUE = `e.state = 'waiting' AND e.due_at <= $1
  AND NOT EXISTS (SELECT FROM retention_hold h WHERE h.subject = e.subject AND h.lifted_at IS NULL)
  AND NOT EXISTS (SELECT FROM ledger_payload p WHERE p.subject = e.subject AND p.gone_at IS NULL AND p.at > $2)`;

/**
 * Erasing a subject destroys the key of its personal fields, and is itself an entry; leaves, tree and proofs stay as
 * they are (R-LED-4). Where there is a duty to keep them, the request waits for its end.
 */
@Injectable()
export class Erasures {
  private readonly leastDays: number;

  constructor(
    private readonly db: Db,
    private readonly keys: SubjectKeys,
    private readonly clock: Clock,
    { personalFieldsLeastDays = 0 }: Surroundings,
  ) {
    this.leastDays = personalFieldsLeastDays;
  }

  /** Erases at once, or as soon as nothing stands against it. Asking twice changes nothing. */
  ask(actor: Actor, subject: string, reference: string): Promise<Erasure> {
    return this.db.write(actor, async (tx) => {
      await alone(tx, subject);
      const [waiting] = await tx.query<Erasure[]>(
        `SELECT ${ERASURE} FROM erasure WHERE subject = $1 AND state = 'waiting'`,
        [subject],
      );
      const id = waiting?.id ?? newId();
      if (!waiting) await this.enter(tx, id, subject, reference);
      const done = await this.settle(tx, id, subject);
      const [erasure] = await tx.query<Erasure[]>(`SELECT ${ERASURE} FROM erasure WHERE id = $1`, [id]);
      if (!erasure) throw new Error('an erasure that was just asked for is there');
      return waiting && !done ? tx.unchanged(erasure) : erasure;
    });
  }

  list(actor: Actor): Promise<Erasure[]> {
    return this.db.read(actor, (tx) =>
      tx.query<Erasure[]>(`SELECT ${ERASURE} FROM erasure ORDER BY id DESC LIMIT 500`),
    );
  }

  /** Does what has become possible. Run by a timer. @returns how many subjects were erased */
  async run(): Promise<number> {
    let erased = 0;
    await eachOf(await tenantsOf(this.db), async (tenant) => {
      const actor = system('ledger', tenant);
      const due = await this.db.read(actor, (tx) =>
        tx.query<{ id: string; subject: string }[]>(
          `SELECT e.id, e.subject FROM erasure e WHERE ${DUE}`,
          this.nothingAgainst(),
        ),
      );
      await eachOf(due, async ({ id, subject }) => {
        erased += await this.db.write(actor, async (tx) => {
          await alone(tx, subject);
          return (await this.settle(tx, id, subject)) ? 1 : tx.unchanged(0);
        });
      });
    });
    return erased;
  }

  /** A duty to keep, for example a lawsuit: nothing of the subject is erased or expires until it is lifted. */
  hold(actor: Actor, subject: string, reference: string): Promise<RetentionHold> {
    return this.db.write(actor, async (tx) => {
      await alone(tx, subject);
      await tx.query('SELECT pg_advisory_xact_lock_shared($1, 0)', [advisoryLocks.erasure]); // against `expire`
      const [hold] = await tx.query<RetentionHold[]>(
        `INSERT INTO retention_hold (id, subject, reference, set_at) VALUES ($1, $2, $3, $4) RETURNING ${HOLD}`,
        [newId(), subject, reference, this.clock.now()],
      );
      if (!hold) throw new Error('a hold that was just set is there');
      tx.record({ action: 'retention-hold.set', subject, detail: { holdId: hold.id, reference } });
      return hold;
    });
  }

  /** @throws Refusal `retention-hold.unknown` also for one that is lifted */
  async lift(actor: Actor, holdId: string, reference: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const [[lifted]] = await tx.query<[{ subject: string }[], number]>(
        'UPDATE retention_hold SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL RETURNING subject',
        [holdId, this.clock.now()],
      );
      if (!lifted) throw new Refusal('retention-hold.unknown');
      tx.record({ action: 'retention-hold.lifted', subject: lifted.subject, detail: { holdId, reference } });
    });
  }

  holds(actor: Actor): Promise<RetentionHold[]> {
    return this.db.read(actor, (tx) =>
      tx.query<RetentionHold[]>(`SELECT ${HOLD} FROM retention_hold ORDER BY id DESC LIMIT 500`),
    );
  }

  private async enter(tx: WriteTx, id: string, subject: string, reference: string): Promise<void> {
    const [newest] = await tx.query<{ at: Date | null }[]>(
      'SELECT max(at) AS at FROM ledger_payload WHERE subject = $1 AND gone_at IS NULL',
      [subject],
    );
    const now = this.clock.now();
    const end = (newest?.at?.getTime() ?? 0) + this.leastDays * DAY_MS;
    const dueAt = newest?.at && end > now.getTime() ? new Date(end) : now;
    await tx.query(
      `INSERT INTO erasure (id, subject, reference, state, asked_at, due_at) VALUES ($1, $2, $3, 'waiting', $4, $5)`,
      [id, subject, reference, now, dueAt],
    );
    tx.record({ action: 'erasure.asked', subject, detail: { erasureId: id, reference, dueAt: dueAt.toISOString() } });
  }

  /** For `DUE`: now, and since when a field must still be kept. */
  private nothingAgainst(): [Date, Date | 'infinity'] {
    const now = this.clock.now();
    return [now, this.leastDays > 0 ? new Date(now.getTime() - this.leastDays * DAY_MS) : 'infinity'];
  }

  /** @returns whether it is done now; the caller holds the subject's lock */
  private async settle(tx: WriteTx, id: string, subject: string): Promise<boolean> {
    const now = this.clock.now();
    const [open] = await tx.query<unknown[]>(`SELECT 1 FROM erasure e WHERE ${DUE} AND e.id = $3`, [
      ...this.nothingAgainst(),
      id,
    ]);
    if (!open) return false;
    await this.keys.destroy(tx, subject);
    const [, fields] = await tx.query<[unknown, number]>(
      `UPDATE ledger_payload SET sealed = NULL, salt = NULL, value = NULL, gone_at = $2, gone_because = 'erased'
       WHERE subject = $1 AND gone_at IS NULL`,
      [subject, now],
    );
    await tx.query(`UPDATE erasure SET state = 'done', done_at = $2, fields = $3 WHERE id = $1`, [id, now, fields]);
    tx.record({ action: 'subject.erased', subject, detail: { erasureId: id, fields } });
    return true;
  }
}

/** Holds and erasures of one subject follow one another, so that neither looks past the other. */
const alone = (tx: Tx, subject: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.erasure, subject]);
