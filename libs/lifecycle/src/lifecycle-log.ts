import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { PersonRow } from '@app/directory';
import { type Discrepancy, discrepancies, replay, type Stay, type Told, type Version } from './core/replay.js';
import { LifecycleEventRow } from './lifecycle-event.row.js';
import { versionsOf } from './versions.js';

/** Shows that the stored events are what the log of states gives (R-SCM-3). */
@Injectable()
export class LifecycleLog {
  constructor(private readonly db: Db) {}

  /**
   * Classifies a person's life once more from the log, and compares. Events of profiles that follow from entitlements are
   * not compared: they hang on bindings, which are no state of the person.
   * @returns where the two differ: empty when the events are faithful
   * @throws Refusal person.unknown
   */
  replay(actor: Actor, personId: string): Promise<Discrepancy[]> {
    return this.db.read(actor, async (tx) => {
      if (!(await tx.existsBy(PersonRow, { id: personId }))) throw new Refusal('person.unknown');
      const versions = await versionsOf(tx, personId);
      const stored = (await tx.findBy(LifecycleEventRow, { personId })).filter((row) => isComparable(row, versions));
      return discrepancies(replay(versions, await staysOf(tx, personId)), stored.map(toldOf));
    });
  }
}

/** What happened before the log began cannot be told from it. */
function isComparable({ revision, effects }: LifecycleEventRow, versions: readonly Version[]): boolean {
  if (revision === null) return effects.joined !== undefined || effects.left !== undefined;
  const first = versions[0]?.revision ?? Number.POSITIVE_INFINITY;
  return revision > first || (revision === first && first === 1);
}

const toldOf = ({ revision, kind, changed, beforeDigest, afterDigest, effects }: LifecycleEventRow): Told => ({
  revision,
  kind,
  changed,
  beforeDigest,
  afterDigest,
  ...(effects.joined === undefined ? {} : { joined: effects.joined }),
  ...(effects.left === undefined ? {} : { left: effects.left }),
});

const staysOf = (tx: Tx, personId: string): Promise<Stay[]> =>
  tx.query(
    `SELECT group_id AS "groupId", valid_to IS NOT NULL AS ended FROM membership WHERE person_id = $1 ORDER BY id`,
    [personId],
  );
