import type { WriteTx } from '@app/database';
import { IsNull, Not } from 'typeorm';
import { ToolRow } from './tool.row.js';
import type { Variants } from './variants.js';

/**
 * What was approved of a server was approved of what stood at its address: whoever stands elsewhere can say the same of
 * themselves and do something else. Grants keep what they mean, for when it is approved there.
 * @returns the tools and variants that are held by it
 */
export async function forgetApprovals(tx: WriteTx, variants: Variants, serverId: string): Promise<string[]> {
  const tools = await tx.findBy(ToolRow, { serverId, variantOf: IsNull(), approvedHash: Not('') });
  const touched: string[] = [];
  for (const tool of tools) {
    const { id, name, approvedHash: from, acceptedHashes } = tool;
    const state = tool.state === 'removed' ? ('removed' as const) : ('held' as const);
    await tx.save(Object.assign(tool, { state, approvedHash: '', acceptedHashes: ['', ...acceptedHashes] }));
    tx.record({ action: 'tool.approval-forgotten', subject: id, detail: { name, from, state } });
    touched.push(id, ...(await variants.follow(tx, tool)));
  }
  return touched;
}
