import { Refusal } from '@app/kernel';
import type { WriteTx } from '@app/database';
import { BlueprintRow } from '../blueprints/blueprint.row.js';
import { beyond, type Wanted } from '../core/ceilings.js';

/** The blueprint, held: whoever narrows it waits, and what is done under it now was right. @throws Refusal blueprint.unknown */
export async function boundBy(tx: WriteTx, id: string): Promise<BlueprintRow> {
  const blueprint = await tx.findOne(BlueprintRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (!blueprint) throw new Refusal('blueprint.unknown');
  return blueprint;
}

/** @throws Refusal agent.wider-than-blueprint, with the name of the limit */
export function refuseWider(blueprint: BlueprintRow | null, wanted: Wanted, now: Date): void {
  const limit = blueprint && beyond(blueprint, wanted, now);
  if (limit) throw new Refusal('agent.wider-than-blueprint', limit);
}

/** As `refuseWider`, for an agent that was made from a blueprint or from none. */
export async function refuseBeyond(
  tx: WriteTx,
  { blueprintId }: Readonly<{ blueprintId: string | null }>,
  wanted: Wanted,
  now: Date,
): Promise<void> {
  if (blueprintId !== null) refuseWider(await boundBy(tx, blueprintId), wanted, now);
}
