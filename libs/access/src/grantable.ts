import { Refusal } from '@app/kernel';
import type { Tx } from '@app/database';
import { ToolDefinitionRow, ToolRow } from '@app/catalog';
import { type Condition, sizeFault, unknownArgument } from './core/condition.js';
import { conditionForm } from './core/condition-form.js';
import type { Effect } from './core/facts.js';

/** What is granted: a tool as it is defined now, and for which arguments. */
export type Granted = Readonly<{ toolId: string; effect: Effect; condition: Condition | null }>;

/**
 * The tool, held against a change of its definition until the grant is committed, and the condition, found to fit it.
 * @throws Refusal tool.unknown, tool.not-available, grant.condition-invalid
 */
export async function grantable(tx: Tx, { toolId, condition }: Granted): Promise<ToolRow> {
  const tool = await tx.findOne(ToolRow, { where: { id: toolId }, lock: { mode: 'pessimistic_read' } });
  if (!tool) throw new Refusal('tool.unknown', toolId);
  if (tool.state !== 'available') throw new Refusal('tool.not-available', tool.name);
  if (condition === null) return tool;
  const { definition } = await tx.findOneByOrFail(ToolDefinitionRow, { toolId, hash: tool.approvedHash });
  const fault = faultOf(condition, definition.inputSchema);
  if (fault) throw new Refusal('grant.condition-invalid', fault);
  return tool;
}

function faultOf(condition: Condition, inputSchema: unknown): string | null {
  // the size first: a deep enough structure would exhaust the stack of whatever walks it next
  const tooLarge = sizeFault(condition);
  if (tooLarge) return tooLarge;
  const form = conditionForm.safeParse(condition);
  if (!form.success) return `$: ${form.error.issues[0]?.message ?? 'not a condition'}`;
  return unknownArgument(form.data, inputSchema);
}
