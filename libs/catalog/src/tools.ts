import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { IsNull } from 'typeorm';
import { Approvals } from './approvals.js';
import { type ToolDefinition, changedFields } from './core/definition.js';
import { type Drift, drift } from './core/drift.js';
import { type Offered, type Seen, type SeenDefinition, seenIn } from './core/seen.js';
import { areTags, kinds } from './core/words.js';
import { claimedRisk, definitionOf, keepDefinition, lockedTool } from './definitions.js';
import { type Deciding, refuseUnlessResponsible } from './responsible.js';
import { ServerRow } from './server.row.js';
import { ToolRow } from './tool.row.js';
import { Variants } from './variants.js';

/** What people say of a tool beside its class; what is left out stays. */
export type ToolNotes = Readonly<{
  tags?: readonly string[] | undefined;
  cost?: number | undefined;
  recordsAt?: string | null | undefined;
}>;

export type Pinned = Readonly<{ tools: ToolRow[]; isOvertaken: boolean }>;

@Injectable()
export class Tools {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly variants: Variants,
    private readonly approvals: Approvals,
  ) {}

  /**
   * Takes what a server says about its tools and, where they were read, its resources and prompts. What the first look
   * finds is available under the definition it came with; what appears later or has changed is held until it is approved,
   * what is missing is removed. Definitions that are not sound count as missing.
   * @returns the server's tools as they stand afterwards, variants and other kinds included
   * @throws Refusal `server.unknown`
   */
  async pin(
    actor: Actor,
    serverId: string,
    definitions: readonly ToolDefinition[],
    others: Omit<Offered, 'tool'> = {},
  ): Promise<ToolRow[]> {
    return (await this.pinReading(actor, serverId, { ...others, tool: definitions })).tools;
  }

  /**
   * As `pin`, of a reading that began when the server's row had this `version`. When something was pinned or changed
   * meanwhile, nobody knows which of the two saw the server later: what differs is held, and nothing becomes available.
   * @throws Refusal `server.unknown`
   */
  pinReading(actor: Actor, serverId: string, offered: Offered, version?: string): Promise<Pinned> {
    const seen = seenIn(offered);
    return this.db.write(actor, async (tx) => {
      const server = await tx.findOne(ServerRow, { where: { id: serverId }, lock: { mode: 'pessimistic_write' } });
      if (!server) throw new Refusal('server.unknown', serverId);
      const all = await tx.findBy(ToolRow, { serverId });
      const known = all.filter(({ variantOf }) => variantOf === null);
      const isOvertaken = version !== undefined && version !== (await versionOf(tx, serverId));
      const changes = drift(known, withoutVariantNames(seen, all), server.kindsRead).filter(
        (change) => !isOvertaken || change.kind === 'removed' || change.state !== 'available',
      );
      const newKinds = isOvertaken ? [] : seen.asked.filter((kind) => !server.kindsRead.includes(kind));
      if (changes.length === 0 && newKinds.length === 0) {
        // somebody else may have pinned the same a moment ago, and gateways not yet decide by it
        await this.fence.settle(tx);
        return tx.unchanged({ tools: inOrder(all), isOvertaken });
      }
      tx.record({
        action: 'server.tools-read',
        subject: serverId,
        detail: {
          kinds: seen.kinds,
          isOvertaken,
          found: seen.byKey.size,
          changes: changes.length,
          leftOut: seen.leftOut,
        },
      });
      const touched = [];
      for (const change of changes) touched.push(...(await this.take(tx, serverId, change)));
      const kindsRead = kinds.filter((kind) => [...server.kindsRead, ...newKinds].includes(kind));
      await tx.update(ServerRow, { id: serverId }, { syncedAt: this.clock.now(), kindsRead });
      await this.fence.touch(tx, [serverId, ...touched]);
      return { tools: inOrder(await tx.findBy(ToolRow, { serverId })), isOvertaken };
    });
  }

  /** As `Approvals.approve`, carrying nothing over. */
  approve(actor: Actor, toolId: string, hash: string, reason = ''): Promise<ToolRow> {
    return this.approvals.approve(actor, toolId, { hash, reason });
  }

  /** @throws Refusal `tool.unknown`, `tool.invalid`, `server.not-yours` */
  async describe(
    actor: Actor,
    toolId: string,
    { tags, cost, recordsAt, isAdmin }: ToolNotes & Omit<Deciding, 'reason'>,
  ) {
    if (tags && !areTags(tags)) throw new Refusal('tool.invalid', 'tags: up to 32 of a-z, 0-9 and inner `. _ : / -`');
    return this.db.write(actor, async (tx): Promise<ToolRow> => {
      const { tool, server } = await lockedTool(tx, toolId);
      refuseUnlessResponsible(actor, server, isAdmin);
      const detail = {
        ...(tags && { tags: [...new Set(tags)].sort() }),
        ...(cost !== undefined && { cost }),
        ...(recordsAt !== undefined && { recordsAt }),
      };
      tx.record({ action: 'tool.described', subject: toolId, detail });
      const described = await tx.save(Object.assign(tool, detail));
      await this.fence.touch(tx, [server.id, toolId]);
      return described;
    });
  }

  list(actor: Actor): Promise<ToolRow[]> {
    return this.db.read(actor, (tx) => tx.find(ToolRow, { order: { serverId: 'ASC', kind: 'ASC', name: 'ASC' } }));
  }

  /** @returns the ids of the tool concerned and of its variants */
  private async take(tx: WriteTx, serverId: string, change: Drift): Promise<string[]> {
    if (change.kind === 'added') return [await this.add(tx, serverId, change.seen, change.state)];
    const tool = await tx.findOneByOrFail(ToolRow, { id: change.tool.id, variantOf: IsNull() });
    const { id, name, kind, definitionHash: from } = tool;
    if (change.kind === 'removed') {
      tx.record({ action: 'tool.removed', subject: id, detail: { name } });
      await tx.save(Object.assign(tool, { state: 'removed' as const }));
      return [id, ...(await this.variants.follow(tx, tool))];
    }
    const { seen, state } = change;
    const changed = changedFields(await definitionOf(tx, id, from), seen.definition, kind);
    tx.record({ action: `tool.${change.kind}`, subject: id, detail: { name, from, to: seen.hash, changed, state } });
    await keepDefinition(tx, id, seen.hash, seen.definition, this.clock.now());
    await tx.save(Object.assign(tool, { definitionHash: seen.hash, state }));
    return [id, ...(await this.variants.follow(tx, tool))];
  }

  private async add(
    tx: WriteTx,
    serverId: string,
    { kind, name, hash, definition }: SeenDefinition,
    state: 'available' | 'held',
  ): Promise<string> {
    const id = newId();
    const risk = claimedRisk(kind, definition);
    const approvedHash = state === 'available' ? hash : '';
    const values = { id, serverId, kind, name, risk, state, definitionHash: hash, approvedHash };
    await tx.insert(ToolRow, { ...values, acceptedHashes: [approvedHash], tags: [], cost: 1 });
    await keepDefinition(tx, id, hash, definition, this.clock.now());
    tx.record({ action: 'tool.added', subject: id, detail: { server: serverId, kind, name, hash, risk, state } });
    return id;
  }
}

/** Under the row's lock: by which transaction the row became as it is. */
async function versionOf(tx: WriteTx, serverId: string): Promise<string | undefined> {
  const text = 'SELECT xmin::text AS version FROM mcp_server WHERE id = $1';
  return (await tx.query<{ version: string }[]>(text, [serverId]))[0]?.version;
}

/** A name that people gave to a variant stays with it, even when the server comes to use it. */
function withoutVariantNames(seen: Seen, tools: readonly ToolRow[]): Seen {
  const taken = new Set(tools.flatMap(({ variantOf, kind, name }) => (variantOf === null ? [] : `${kind} ${name}`)));
  return { ...seen, byKey: new Map([...seen.byKey].filter(([key]) => !taken.has(key))) };
}

const inOrder = (tools: ToolRow[]): ToolRow[] => tools.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
const sortKey = ({ kind, name }: ToolRow): string => `${kinds.indexOf(kind)} ${name}`;
