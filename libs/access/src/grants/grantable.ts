import { Refusal } from '@app/kernel';
import type { Tx } from '@app/database';
import { ServerRow, ToolDefinitionRow, ToolRow } from '@app/catalog';
import { patternsIn } from '../core/condition/parts.js';
import type { Budget, Condition, Obligation } from '../core/condition/types.js';
import { type Effect, type GrantFacts, type Interval } from '../core/facts.js';
import { grantFault } from '../core/grant-fault.js';
import type { Pattern } from '../core/selector/pattern.js';

/** What is granted: a tool as it is defined now, or a pattern; for which calls, how many, and what is done with results. */
export type Granted = Readonly<{
  toolId?: string | null | undefined;
  pattern?: Pattern | null | undefined;
  effect: Effect;
  condition?: Condition | null | undefined;
  budget?: Budget | null | undefined;
  obligations?: readonly Obligation[] | undefined;
}>;
/** As a row keeps it. */
export type GrantValues = Omit<GrantFacts, 'id' | keyof Interval>;

/**
 * What a grant's row will say: the tool, held against a change of its definition until the grant is committed, and
 * condition, budget and obligations, found to fit it.
 * @throws Refusal tool.unknown, tool.not-available, server.unknown, grant.condition-invalid
 */
export async function grantable(tx: Tx, granted: Granted): Promise<{ values: GrantValues; tool: ToolRow | null }> {
  const { toolId = null, pattern = null, effect, condition = null, budget = null, obligations = [] } = granted;
  const tool = toolId === null ? null : await available(tx, toolId);
  const values = {
    toolId,
    pattern,
    effect,
    condition,
    budget,
    obligations,
    definitionHash: tool?.approvedHash ?? null,
  };
  const fault = grantFault(values, tool && (await inputSchemaOf(tx, tool)));
  if (fault) throw new Refusal('grant.condition-invalid', fault);
  await refuseUnknownServers(tx, [...(pattern ? [pattern] : []), ...(condition ? patternsIn(condition) : [])]);
  return { values, tool };
}

/** Of a grant and of what a condition asks for: `not called` of nobody's tools would always hold. */
async function refuseUnknownServers(tx: Tx, patterns: readonly Pattern[]): Promise<void> {
  for (const { server } of patterns) {
    if (server === undefined || (await tx.existsBy(ServerRow, { id: server }))) continue;
    throw new Refusal('server.unknown', server);
  }
}

async function available(tx: Tx, id: string): Promise<ToolRow> {
  const tool = await tx.findOne(ToolRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (!tool) throw new Refusal('tool.unknown', id);
  if (tool.state !== 'available') throw new Refusal('tool.not-available', tool.name);
  return tool;
}

async function inputSchemaOf(tx: Tx, { id, approvedHash }: ToolRow): Promise<unknown> {
  const { definition } = await tx.findOneByOrFail(ToolDefinitionRow, { toolId: id, hash: approvedHash });
  return definition.inputSchema;
}
