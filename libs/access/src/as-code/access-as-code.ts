import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { advisoryLocks, Db, type Tx, type WriteTx } from '@app/database';
import { CarryOut } from './carry-out.js';
import { documentOf } from './document-of.js';
import { type Plan, planFor } from './plan.js';
import { type ShownPlan, shown } from './plan-lines.js';
import { namesOf, presentRows } from './present-rows.js';
import { type Fault, faultLine, isFaults } from './read-document.js';

export type Applying = Readonly<{ reason: string; allowWidening: boolean; file?: string }>;

/** `access.yaml`: what there is as a text, and a text made true. */
@Injectable()
export class AccessAsCode {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly carry: CarryOut,
  ) {}

  /** What the document would change, and who would gain what; changes nothing. @throws Refusal access-file.invalid */
  plan(actor: Actor, text: string, file = 'access.yaml'): Promise<ShownPlan> {
    return this.db.read(actor, async (tx) => shown(tx, await sound(tx, text, file, this.clock.now())));
  }

  /**
   * Makes it so. Descriptions come first, each as people make them; all rights change in one write.
   * @returns what was changed
   * @throws Refusal access-file.invalid, access-file.widens
   */
  async apply(actor: Actor, text: string, applying: Applying): Promise<ShownPlan> {
    const { reason, allowWidening, file = 'access.yaml' } = applying;
    const planned = await this.db.read(actor, async (tx) => {
      const plan = await sound(tx, text, file, this.clock.now());
      return { plan, told: await shown(tx, plan) };
    });
    if (!allowWidening) refuseWider(planned.told);
    await this.carry.descriptions(actor, planned.plan.changes, reason);
    const unsettled = await this.db.write(actor, async (tx): Promise<string[]> => {
      await alone(tx);
      const at = this.clock.now();
      const plan = await sound(tx, text, file, at);
      if (plan.changes.length === 0) return tx.unchanged([]);
      // somebody may have changed something since it was looked at
      if (!allowWidening) refuseWider(await shown(tx, plan));
      await holdStill(tx, plan);
      const sha256 = createHash('sha256').update(text).digest('hex');
      const detail = { sha256, changes: plan.changes.length, gains: plan.gains.length, allowWidening };
      tx.record({ action: 'access.applied', subject: 'access', detail, personal: { reason } });
      return this.carry.rights(tx, plan.changes, { at, reason });
    });
    await this.carry.settle(actor, unsettled);
    return planned.told;
  }

  /** What there is now, as a document. */
  export(actor: Actor): Promise<string> {
    return this.db.read(actor, async (tx) => {
      const present = await presentRows(tx, null, this.clock.now());
      return documentOf(present, await namesOf(tx, present), this.clock.now());
    });
  }
}

async function sound(tx: Tx, text: string, file: string, at: Date): Promise<Plan> {
  const plan = await planFor(tx, text, at);
  if (isPlan(plan)) return plan;
  throw new Refusal('access-file.invalid', plan.map((fault) => faultLine(file, fault)).join('\n'));
}

const isPlan = (found: Plan | readonly Fault[]): found is Plan => !isFaults(found as readonly Fault[]);

function refuseWider({ gains }: ShownPlan): void {
  if (gains.length > 0) throw new Refusal('access-file.widens', gains.slice(0, 20).join('\n'));
}

/** One file at a time: the second one plans on what the first one left. */
const alone = (tx: WriteTx): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock($1, hashtext(current_setting('surety.tenant')))`, [
    advisoryLocks.accessAsCode,
  ]);

/**
 * Locks what others lock before they touch the fence: from our first change to the commit every writer of the fence
 * waits for us, and we must not wait for one of them.
 */
async function holdStill(tx: WriteTx, { changes }: Plan): Promise<void> {
  const profiles = changes.flatMap((change) =>
    'profile' in change ? [change.profile.id] : 'profileId' in change ? [change.profileId] : [],
  );
  const groups = changes.flatMap((change) => (change.change === 'assigned' ? (change.assignment.groupId ?? []) : []));
  const agents = changes.flatMap((change) => ('agent' in change ? [change.agent.id] : []));
  await tx.query('SELECT FROM directory_group WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [groups]);
  await tx.query('SELECT FROM access_profile WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [profiles]);
  await tx.query('SELECT FROM agent WHERE id = ANY ($1::uuid[]) ORDER BY id FOR SHARE', [agents]);
}
