import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { IsNull } from 'typeorm';
import type { ToolDefinition } from './core/definition.js';
import { type Difference, differences } from './core/diff.js';
import type { Risk } from './core/risk.js';
import { claimedRisk, definitionOf, lockedTool } from './definitions.js';
import { type Deciding, refuseUnlessResponsible } from './responsible.js';
import { ToolDefinitionRow } from './tool-definition.row.js';
import { ToolRow } from './tool.row.js';
import { Variants } from './variants.js';

/** `carryOver`: grants that mean the former definition mean this one too. `hash` must be the one seen last. */
export type Approval = Deciding & Readonly<{ hash: string; carryOver?: boolean }>;
/**
 * What waits for a decision on a tool, and every definition that it ever had. `from` null: nobody has approved it yet.
 * `risk`: its class now; `claimed`: what the waiting definition says of itself.
 */
export type Change = Readonly<{
  tool: ToolRow;
  pending: Readonly<{
    from: string | null;
    to: string;
    isRefused: boolean;
    claimed: Risk;
    differences: readonly Difference[];
    definition: ToolDefinition;
  }> | null;
  versions: readonly Readonly<{ hash: string; seenAt: Date; isApproved: boolean; isAccepted: boolean }>[];
}>;

/** What people say of definitions that have changed, of new tools, and of what tools can do. */
@Injectable()
export class Approvals {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly variants: Variants,
  ) {}

  /** In the caller's snapshot. @throws Refusal `tool.unknown` */
  async changes(tx: Tx, toolId: string): Promise<Change> {
    const tool = await tx.findOneBy(ToolRow, { id: toolId });
    if (!tool) throw new Refusal('tool.unknown', toolId);
    const rows = await tx.find(ToolDefinitionRow, { where: { toolId }, order: { seenAt: 'ASC', hash: 'ASC' } });
    const of = (hash: string): ToolDefinition | undefined => rows.find((row) => row.hash === hash)?.definition;
    const { approvedHash, definitionHash: to, kind } = tool;
    const definition = of(to);
    const before = of(approvedHash);
    return {
      tool,
      pending:
        to === approvedHash || !definition
          ? null
          : {
              from: approvedHash || null,
              to,
              isRefused: tool.refusedHash === to,
              claimed: claimedRisk(kind, definition),
              // of every field: agents are shown also those that carry no meaning, titles for one
              differences: differences(before ?? {}, definition),
              definition,
            },
      versions: rows.map(({ hash, seenAt }) => ({
        hash,
        seenAt,
        isApproved: hash === approvedHash,
        isAccepted: tool.acceptedHashes.includes(hash),
      })),
    };
  }

  /**
   * Lets the definition with this hash, which must be the one last seen, be what grants may use.
   * @throws Refusal `tool.unknown`, `tool.definition-changed`, `tool.not-available`, `variant.invalid`, `server.not-yours`
   */
  approve(actor: Actor, toolId: string, approval: Approval): Promise<ToolRow> {
    return this.db.write(actor, (tx) => this.approveIn(tx, toolId, approval));
  }

  /** As `approve`, in the caller's write. */
  async approveIn(tx: WriteTx, toolId: string, approval: Approval): Promise<ToolRow> {
    const { hash, carryOver = false, reason, isAdmin } = approval;
    const { tool, server } = await lockedTool(tx, toolId);
    refuseUnlessResponsible(tx.actor, server, isAdmin);
    if (tool.definitionHash !== hash) throw new Refusal('tool.definition-changed', toolId);
    if (tool.approvedHash === hash) return tx.unchanged(tool);
    await this.variants.refuseObsolete(tx, tool, hash);
    const definition = await definitionOf(tx, toolId, hash);
    const { approvedHash: from, acceptedHashes, riskReason } = tool;
    const former = carryOver ? acceptedHashes.filter((each) => each !== '' && each !== hash) : [];
    // what people have said of a tool is not unsaid by what it says of itself
    const risk = riskReason === null ? claimedRisk(tool.kind, definition) : tool.risk;
    const approved = await tx.save(
      Object.assign(tool, {
        approvedHash: hash,
        acceptedHashes: [...former, hash],
        refusedHash: null,
        state: tool.state === 'held' ? ('available' as const) : tool.state,
        risk,
      }),
    );
    const detail = { from, to: hash, carryOver, risk };
    tx.record({ action: 'tool.approved', subject: toolId, detail, personal: { reason } });
    const followers = await this.variants.follow(tx, approved);
    await this.fence.touch(tx, [server.id, toolId, ...followers]);
    return approved;
  }

  /** It stays held, and is no longer asked about. @throws Refusal `tool.unknown`, `tool.definition-changed`, `tool.no-change`, `server.not-yours` */
  refuse(actor: Actor, toolId: string, { hash, reason, isAdmin }: Deciding & { hash: string }): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const { tool, server } = await lockedTool(tx, toolId);
      refuseUnlessResponsible(actor, server, isAdmin);
      if (tool.definitionHash !== hash) throw new Refusal('tool.definition-changed', toolId);
      if (tool.approvedHash === hash) throw new Refusal('tool.no-change', toolId);
      if (tool.refusedHash === hash) return tx.unchanged(tool);
      tx.record({ action: 'tool.refused', subject: toolId, detail: { hash }, personal: { reason } });
      return tx.save(Object.assign(tool, { refusedHash: hash }));
    });
  }

  /** The class that people give stays, whatever annotations say later. Variants that had it from their tool follow. @throws Refusal `tool.unknown`, `server.not-yours` */
  correctRisk(actor: Actor, toolId: string, { risk, reason, isAdmin }: Deciding & { risk: Risk }): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const { tool, server } = await lockedTool(tx, toolId);
      refuseUnlessResponsible(actor, server, isAdmin);
      const { risk: from, riskReason } = tool;
      if (from === risk && riskReason === reason) return tx.unchanged(tool);
      const heirs = await tx.findBy(ToolRow, { variantOf: toolId, risk: from, riskReason: riskReason ?? IsNull() });
      const corrected = await tx.save(
        [tool, ...heirs].map((each) => Object.assign(each, { risk, riskReason: reason })),
      );
      for (const { id } of corrected) {
        tx.record({ action: 'tool.risk-corrected', subject: id, detail: { from, to: risk }, personal: { reason } });
      }
      await this.fence.touch(tx, [server.id, ...corrected.map(({ id }) => id)]);
      return tool;
    });
  }
}
