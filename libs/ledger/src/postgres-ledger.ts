import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId } from '@app/kernel';
import { Ledger, type RecordedEvent, type Tx } from '@app/database';
import { sealEntry } from './core/entry.js';
import { putPayloads } from './erasure/payloads.js';
import { SubjectKeys } from './erasure/subject-keys.js';
import { INSERT_PENDING, columnsOf } from './rows.js';

/**
 * Stores what a write recorded within that write's transaction (R-LED-2). No lock is taken: the sequencer gives each
 * entry its place in the tree after the commit.
 */
@Injectable()
export class PostgresLedger extends Ledger {
  constructor(
    private readonly clock: Clock,
    private readonly keys: SubjectKeys,
  ) {
    super();
  }

  async append(tx: Tx, actor: Actor, events: readonly RecordedEvent[]): Promise<void> {
    const at = this.clock.now();
    const sealed = events.map(({ action, subject, detail = {}, personal = {} }) => {
      const uid = newId();
      const salts = new Map(Object.keys(personal).map((path) => [path, randomBytes(32)]));
      const said = actor.via === undefined ? detail : { ...detail, via: actor.via };
      const happening = { uid, type: action, at: at.toISOString(), actor, subject, detail: said, personal };
      const { text, payloads } = sealEntry(happening, salts);
      return { row: { uid, tenant: actor.tenant, type: action, subject, callId: null, at, entry: text }, payloads };
    });
    await tx.query(INSERT_PENDING, columnsOf(sealed.map(({ row }) => row)));
    const fields = sealed.flatMap(({ row: { uid, subject }, payloads }) =>
      payloads.map((payload) => ({ ...payload, uid, subject, at })),
    );
    await putPayloads(tx, this.keys, fields);
  }
}
