import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { type ToolDefinition, changedFields, definitionHash } from './core/definition.js';
import { type Drift, drift } from './core/drift.js';
import { riskOf } from './core/risk.js';
import { isSound } from './core/soundness.js';
import { ServerRow } from './server.row.js';
import { ToolDefinitionRow } from './tool-definition.row.js';
import { ToolRow } from './tool.row.js';

@Injectable()
export class Tools {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * Takes what a server says about its tools. A new tool is available under the definition it came with, a changed one
   * is held until `approve`, a missing one is removed. Definitions that are not sound count as missing.
   * @returns the server's tools as they stand afterwards
   * @throws Refusal `server.unknown`
   */
  pin(actor: Actor, serverId: string, definitions: readonly ToolDefinition[]): Promise<ToolRow[]> {
    const seen = new Map(definitions.filter(isSound).map((definition) => [definition.name, definition]));
    const hashes = new Map([...seen].map(([name, definition]) => [name, definitionHash(definition)]));
    return this.db.write(actor, async (tx) => {
      const server = await tx.findOne(ServerRow, { where: { id: serverId }, lock: { mode: 'pessimistic_write' } });
      if (!server) throw new Refusal('server.unknown', serverId);
      const known = await tx.findBy(ToolRow, { serverId });
      const changes = drift(known, hashes);
      if (changes.length === 0 && server.syncedAt !== null) return tx.unchanged(inOrder(known));
      tx.record({
        action: 'server.tools-read',
        subject: serverId,
        detail: { tools: seen.size, changes: changes.length },
      });
      const touched = [];
      for (const change of changes) touched.push(await this.take(tx, serverId, change, seen));
      await tx.update(ServerRow, { id: serverId }, { syncedAt: this.clock.now() });
      if (touched.length > 0) await this.fence.touch(tx, touched);
      return inOrder(await tx.findBy(ToolRow, { serverId }));
    });
  }

  /**
   * Lets the definition with this hash, which must be the one last seen, be what grants may use.
   * @throws Refusal `tool.unknown`, `tool.definition-changed`
   */
  approve(actor: Actor, toolId: string, hash: string): Promise<ToolRow> {
    return this.db.write(actor, async (tx) => {
      const tool = await tx.findOne(ToolRow, { where: { id: toolId }, lock: { mode: 'pessimistic_write' } });
      if (!tool) throw new Refusal('tool.unknown', toolId);
      if (tool.definitionHash !== hash) throw new Refusal('tool.definition-changed', toolId);
      if (tool.approvedHash === hash) return tx.unchanged(tool);
      const { definition } = await tx.findOneByOrFail(ToolDefinitionRow, { toolId, hash });
      tx.record({ action: 'tool.approved', subject: toolId, detail: { from: tool.approvedHash, to: hash } });
      await this.fence.touch(tx, [toolId]);
      const state = tool.state === 'held' ? 'available' : tool.state;
      return tx.save(Object.assign(tool, { approvedHash: hash, state, risk: riskOf(definition.annotations) }));
    });
  }

  list(actor: Actor): Promise<ToolRow[]> {
    return this.db.read(actor, (tx) => tx.find(ToolRow, { order: { serverId: 'ASC', name: 'ASC' } }));
  }

  /** @returns the id of the tool concerned */
  private async take(
    tx: WriteTx,
    serverId: string,
    change: Drift,
    seen: ReadonlyMap<string, ToolDefinition>,
  ): Promise<string> {
    if (change.kind === 'added') return this.add(tx, serverId, change.hash, definitionIn(seen, change.name));
    const { id, name, definitionHash: from } = change.tool;
    if (change.kind === 'removed') {
      tx.record({ action: 'tool.removed', subject: id, detail: { name } });
      await tx.update(ToolRow, { id }, { state: 'removed' });
      return id;
    }
    const { hash, state } = change;
    const definition = definitionIn(seen, name);
    const before = await tx.findOneByOrFail(ToolDefinitionRow, { toolId: id, hash: from });
    const changed = changedFields(before.definition, definition);
    tx.record({ action: `tool.${change.kind}`, subject: id, detail: { name, from, to: hash, changed, state } });
    await this.keep(tx, id, hash, definition);
    await tx.update(ToolRow, { id }, { definitionHash: hash, state });
    return id;
  }

  private async add(tx: WriteTx, serverId: string, hash: string, definition: ToolDefinition): Promise<string> {
    const { name, annotations } = definition;
    const risk = riskOf(annotations);
    const tool = {
      id: newId(),
      serverId,
      name,
      risk,
      state: 'available',
      definitionHash: hash,
      approvedHash: hash,
    } as const;
    await tx.insert(ToolRow, tool);
    await this.keep(tx, tool.id, hash, definition);
    tx.record({ action: 'tool.added', subject: tool.id, detail: { server: serverId, name, hash, risk } });
    return tool.id;
  }

  private async keep(tx: Tx, toolId: string, hash: string, definition: ToolDefinition): Promise<void> {
    await tx.query(
      `INSERT INTO tool_definition (tool_id, hash, definition, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [toolId, hash, JSON.stringify(definition), this.clock.now()],
    );
  }
}

const inOrder = (tools: ToolRow[]): ToolRow[] => tools.sort((a, b) => (a.name < b.name ? -1 : 1));

function definitionIn(seen: ReadonlyMap<string, ToolDefinition>, name: string): ToolDefinition {
  const definition = seen.get(name);
  if (!definition) throw new Error('a tool drifted that was not seen');
  return definition;
}
