import { nameOf, newId } from '@app/kernel';
import { insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { type KillScope, KillSwitchRow } from './kill-switch.row.js';

/** What an open switch stands at. */
export type KillTarget = Readonly<{ scope: KillScope; targetId: string }>;

/** Whoever holds an open switch's target before asking sees every switch that was pulled before. */
export async function isKilled(tx: Tx, { scope, targetId }: KillTarget): Promise<boolean> {
  const [found] = await tx.query<unknown[]>(
    'SELECT 1 FROM kill_switch WHERE scope = $1 AND target_id = $2 AND lifted_at IS NULL',
    [scope, targetId],
  );
  return found !== undefined;
}

/** Whether everything of the tenant whose transaction this is was stopped. */
export async function isTenantKilled(tx: Tx): Promise<boolean> {
  const [found] = await tx.query<unknown[]>(
    `SELECT 1 FROM kill_switch WHERE scope = 'tenant' AND target_id = current_tenant() AND lifted_at IS NULL`,
  );
  return found !== undefined;
}

/** @returns the switch, or null when one stands there already; the caller holds the target */
export async function pullSwitch(
  tx: WriteTx,
  { scope, targetId }: KillTarget,
  reason: string,
  at: Date,
): Promise<KillSwitchRow | null> {
  const given = { id: newId(), scope, targetId, reason, pulledBy: nameOf(tx.actor), pulledAt: at };
  const pulled = await insertUnlessTaken(tx, KillSwitchRow, { ...given, liftedBy: null, liftedAt: null });
  if (!pulled) return null;
  const detail = { switchId: pulled.id, scope, targetId };
  tx.record({ action: 'kill-switch.pulled', subject: targetId, detail, personal: { reason } });
  return pulled;
}

/** @returns whether this call lifted it */
export async function liftSwitch(tx: WriteTx, target: KillTarget, reason: string, at: Date): Promise<boolean> {
  const { scope, targetId } = target;
  const [[lifted]] = await tx.query<[{ id: string }[], number]>(
    `UPDATE kill_switch SET lifted_at = greatest($3::timestamptz, pulled_at), lifted_by = $4
     WHERE scope = $1 AND target_id = $2 AND lifted_at IS NULL RETURNING id`,
    [scope, targetId, at, nameOf(tx.actor)],
  );
  if (!lifted) return false;
  const detail = { switchId: lifted.id, scope, targetId };
  tx.record({ action: 'kill-switch.lifted', subject: targetId, detail, personal: { reason } });
  return true;
}
