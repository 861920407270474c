import { Injectable } from '@nestjs/common';
import { type Approval, Approvals, type Change, ServerRow, ToolDefinitionRow, ToolRow } from '@app/catalog';
import { Db } from '@app/database';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { type MeantGrant, grantsOn, outgrown } from './meant-grants.js';

/** What waits for a decision, and what becomes of each grant on the tool. */
export type ToolChange = Change & Readonly<{ grants: readonly MeantGrant[] }>;
/** `acceptUnfit`: grants go on whose conditions do not fit. Such an allowance permits nothing, such a deny denies all. */
export type ToolApproval = Approval & Readonly<{ acceptUnfit?: boolean }>;

/** Approves changed definitions with the grants on them in view: those go on whose conditions still say something. */
@Injectable()
export class DefinitionChanges {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
  ) {}

  /**
   * Who holds what is for those who decide on the tool, and for those who may see it everywhere; others see no grants.
   * @throws Refusal `tool.unknown`
   */
  of(actor: Actor, toolId: string, seesEveryGrant = actor.kind !== 'person'): Promise<ToolChange> {
    return this.db.read(actor, async (tx) => {
      const { tool, pending, versions } = await this.approvals.changes(tx, toolId);
      const sees = seesEveryGrant || (await tx.existsBy(ServerRow, { id: tool.serverId, ownerId: actor.id }));
      const { inputSchema = null } = pending?.definition ?? {};
      const grants = sees ? await grantsOn(tx, tool, inputSchema, this.clock.now()) : [];
      return { tool, pending, versions, grants };
    });
  }

  /**
   * @throws Refusal `tool.unknown`, `tool.definition-changed`, `tool.not-available`, `tool.grants-unfit` with the grants,
   * `variant.invalid`, `server.not-yours`
   */
  approve(actor: Actor, toolId: string, { acceptUnfit = false, ...approval }: ToolApproval): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const { hash, carryOver = false } = approval;
      const isApproved = await tx.existsBy(ToolRow, { id: toolId, approvedHash: hash });
      // first, because it holds the tool: nobody changes it, or grants anything on it, until this is committed
      const approved = await this.approvals.approveIn(tx, toolId, approval);
      if (isApproved || !carryOver || acceptUnfit) return approved;
      const { definition } = await tx.findOneByOrFail(ToolDefinitionRow, { toolId, hash });
      const unfit = outgrown(await grantsOn(tx, approved, definition.inputSchema, this.clock.now()));
      if (unfit.length > 0)
        throw new Refusal('tool.grants-unfit', unfit.map(({ id, fault }) => `${id} ${fault}`).join('; '));
      return approved;
    });
  }
}
