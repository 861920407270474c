import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx, insertUnlessTaken } from '@app/database';
import { Fence } from '@app/fence';
import { Not } from 'typeorm';
import { type ToolDefinition, definitionHash } from './core/definition.js';
import { isSound } from './core/soundness.js';
import { UnfitVariant, type Variant, deriveVariant } from './core/variant.js';
import { definitionOf, keepDefinition, lockedTool } from './definitions.js';
import { type Deciding, refuseUnlessResponsible } from './responsible.js';
import { ToolRow } from './tool.row.js';

export type NewVariant = Deciding & Readonly<{ name: string; variant: Variant }>;

/**
 * Tools made from others by fixing, removing and bounding arguments. Each is a tool of its own: its grants give nothing on
 * the other, nor the other way. What stands in the way of the one it is made from stands in its way too.
 */
@Injectable()
export class Variants {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal `tool.unknown`, `tool.is-variant`, `tool.not-available`, `tool.name-taken`, `variant.invalid`, `server.not-yours` */
  create(actor: Actor, toolId: string, { name, variant, reason, isAdmin }: NewVariant): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const { tool: base, server } = await lockedTool(tx, toolId);
      refuseUnlessResponsible(actor, server, isAdmin);
      if (base.variantOf !== null) throw new Refusal('tool.is-variant', base.name);
      if (base.kind !== 'tool') throw new Refusal('variant.invalid', 'only tools have variants');
      if (base.state !== 'available') throw new Refusal('tool.not-available', base.name);
      const definition = derived(await definitionOf(tx, base.id, base.approvedHash), name, variant);
      const hash = definitionHash(definition);
      const { serverId, risk, riskReason, tags, cost, recordsAt } = base;
      const made = await insertUnlessTaken(tx, ToolRow, {
        id: newId(),
        serverId,
        kind: 'tool',
        name,
        risk,
        riskReason,
        state: 'available',
        definitionHash: hash,
        approvedHash: hash,
        acceptedHashes: [hash],
        refusedHash: null,
        tags,
        cost,
        recordsAt,
        variantOf: base.id,
        variant,
      });
      if (!made) throw new Refusal('tool.name-taken', name);
      await keepDefinition(tx, made.id, hash, definition, this.clock.now());
      const detail = { of: base.id, name, hash, variant };
      tx.record({ action: 'tool.variant-made', subject: made.id, detail, personal: { reason } });
      await this.fence.touch(tx, [serverId, made.id]);
      return made;
    });
  }

  /** It never comes back; its name may be used again by nobody. @throws Refusal `tool.unknown`, `tool.not-variant`, `server.not-yours` */
  remove(actor: Actor, toolId: string, { reason, isAdmin }: Deciding): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const { tool, server } = await lockedTool(tx, toolId);
      refuseUnlessResponsible(actor, server, isAdmin);
      if (tool.variantOf === null) throw new Refusal('tool.not-variant', tool.name);
      if (tool.state === 'removed') return tx.unchanged(tool);
      const removed = await tx.save(Object.assign(tool, { state: 'removed' as const }));
      tx.record({ action: 'tool.removed', subject: toolId, detail: { name: tool.name }, personal: { reason } });
      await this.fence.touch(tx, [server.id, toolId]);
      return removed;
    });
  }

  /**
   * After its tool has changed: a variant is available while that one is and what is derived from it is what was approved.
   * @returns the variants that are concerned
   */
  async follow(tx: WriteTx, base: ToolRow): Promise<string[]> {
    const variants = await tx.findBy(ToolRow, { variantOf: base.id, state: Not('removed' as const) });
    const touched: string[] = [];
    for (const tool of variants) {
      const { state, definitionHash: before } = tool;
      const next = base.state === 'available' ? await this.derivedAgain(tx, base, tool) : { state: 'held' as const };
      Object.assign(tool, next);
      if (tool.state === state && tool.definitionHash === before) continue;
      await tx.save(tool);
      const detail = { name: tool.name, from: before, to: tool.definitionHash, state: tool.state, of: base.id };
      tx.record({ action: 'tool.variant-followed', subject: tool.id, detail });
      touched.push(tool.id);
    }
    return touched;
  }

  /**
   * What waits on a variant may be of its tool as it was: only what would be made of it now can be approved.
   * @throws Refusal `tool.not-available`, `tool.definition-changed`, `variant.invalid`
   */
  async refuseObsolete(tx: Tx, variant: ToolRow, hash: string): Promise<void> {
    if (variant.variantOf === null) return;
    const base = await tx.findOneByOrFail(ToolRow, { id: variant.variantOf });
    if (base.state !== 'available') throw new Refusal('tool.not-available', base.name);
    const { definitionHash: now } = await this.derivedAgain(tx, base, variant);
    if (now === undefined) throw new Refusal('variant.invalid');
    if (now !== hash) throw new Refusal('tool.definition-changed', variant.id);
  }

  private async derivedAgain(
    tx: Tx,
    base: ToolRow,
    tool: ToolRow,
  ): Promise<Pick<ToolRow, 'state'> & Partial<Pick<ToolRow, 'definitionHash'>>> {
    const { id, name, variant } = tool;
    if (variant === null) throw new Error('a variant says how it differs');
    try {
      const definition = deriveVariant(await definitionOf(tx, base.id, base.approvedHash), name, variant);
      const hash = definitionHash(definition);
      await keepDefinition(tx, id, hash, definition, this.clock.now());
      return { definitionHash: hash, state: hash === tool.approvedHash ? 'available' : 'held' };
    } catch (unfit) {
      if (unfit instanceof UnfitVariant) return { state: 'held' };
      throw unfit;
    }
  }
}

function derived(base: ToolDefinition, name: string, variant: Variant): ToolDefinition {
  try {
    const definition = deriveVariant(base, name, variant);
    if (isSound(definition)) return definition;
  } catch (unfit) {
    if (!(unfit instanceof UnfitVariant)) throw unfit;
    throw new Refusal('variant.invalid', unfit.message);
  }
  throw new Refusal('variant.invalid', 'name: up to 128 of letters, digits and `_ . - /`');
}
