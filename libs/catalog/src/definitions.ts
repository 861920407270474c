import { Refusal } from '@app/kernel';
import type { Tx } from '@app/database';
import type { ToolDefinition } from './core/definition.js';
import { type Risk, riskOf } from './core/risk.js';
import type { Kind } from './core/words.js';
import { ServerRow } from './server.row.js';
import { ToolDefinitionRow } from './tool-definition.row.js';
import { ToolRow } from './tool.row.js';

/** Every definition that was ever seen stays, as evidence of what a grant meant. */
export async function keepDefinition(
  tx: Tx,
  toolId: string,
  hash: string,
  definition: ToolDefinition,
  at: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO tool_definition (tool_id, hash, definition, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [toolId, hash, JSON.stringify(definition), at],
  );
}

export async function definitionOf(tx: Tx, toolId: string, hash: string): Promise<ToolDefinition> {
  const { definition } = await tx.findOneByOrFail(ToolDefinitionRow, { toolId, hash });
  return definition;
}

/**
 * A tool and its server, both locked, the server first as whoever reads it does, so that nobody waits in a circle.
 * @throws Refusal `tool.unknown`
 */
export async function lockedTool(tx: Tx, toolId: string): Promise<{ tool: ToolRow; server: ServerRow }> {
  const lock = { mode: 'pessimistic_write' } as const;
  const found = await tx.findOneBy(ToolRow, { id: toolId });
  const server = found && (await tx.findOne(ServerRow, { where: { id: found.serverId }, lock }));
  const tool = server && (await tx.findOne(ToolRow, { where: { id: toolId }, lock }));
  if (!tool) throw new Refusal('tool.unknown', toolId);
  return { tool, server };
}

/** What a definition claims: resources and prompts are only read. */
export const claimedRisk = (kind: Kind, { annotations }: ToolDefinition): Risk =>
  kind === 'tool' ? riskOf(annotations) : 'read';
