import { newId } from '@app/kernel';
import type { Tx } from '@app/database';
import { grantFault } from '../core/grant-fault.js';
import { gainsOf } from './concerned.js';
import { type Change, difference } from './difference.js';
import type { Gain } from './gains.js';
import type { Directory } from './names.js';
import { placed } from './placed.js';
import { namesIn, presentRows } from './present-rows.js';
import type { Present } from './present.js';
import { type Fault, isFaults, readDocument, type ReadDocument } from './read-document.js';
import { resolve } from './resolve.js';
import type { Wanted, WantedGrant } from './wanted.js';

/** What carries a document out, and who would gain what by it. */
export type Plan = Readonly<{
  changes: readonly Change[];
  gains: readonly Gain[];
  present: Present;
  names: Directory;
}>;

/** @returns all that is wrong with the document, when anything is */
export async function planFor(tx: Tx, text: string, at: Date): Promise<Plan | readonly Fault[]> {
  const read = readDocument(text);
  if (isFaults(read)) return read;
  const present = await presentRows(tx, Object.keys(read.document.agents ?? {}), at);
  const names = await namesIn(tx, present, read.document);
  const wanted = resolve(read, names, newId);
  if (isList(wanted)) return wanted;
  const faults = [...(await unfit(tx, wanted, present, read)), ...otherVariants(wanted, present, read)];
  if (faults.length > 0) return faults;
  const changes = difference(wanted, present, at);
  return { changes, gains: await gainsOf(tx, changes, present, at, newId), present, names };
}

const isList = (found: Wanted | readonly Fault[]): found is readonly Fault[] => Array.isArray(found);

/** Conditions that do not fit the tools that they are about, and tools that are held back. */
async function unfit(tx: Tx, wanted: Wanted, present: Present, { faultAt }: ReadDocument): Promise<Fault[]> {
  const grants = [...wanted.profiles, ...wanted.agents].flatMap((one): readonly WantedGrant[] => one.grants ?? []);
  const tools = new Map(present.tools.map((tool) => [tool.id, tool]));
  const rows = await tx.query<{ toolId: string; inputSchema: unknown }[]>(
    `SELECT t.id AS "toolId", d.definition -> 'inputSchema' AS "inputSchema" FROM tool t
     JOIN tool_definition d ON d.tool_id = t.id AND d.hash = t.approved_hash WHERE t.id = ANY ($1::uuid[])`,
    [[...new Set(grants.flatMap(({ toolId }) => (toolId !== null && tools.has(toolId) ? [toolId] : [])))]],
  );
  const schemas = new Map(rows.map(({ toolId, inputSchema }) => [toolId, inputSchema]));
  return grants.flatMap((grant) => {
    const tool = grant.toolId === null ? undefined : tools.get(grant.toolId);
    if (tool && tool.state !== 'available') return [faultAt([...grant.at, 'tool'], `${tool.name} is held back`)];
    const fault = grantFault(grant, tool ? (schemas.get(tool.id) ?? null) : null);
    if (!fault) return [];
    return [placed(fault, fault.startsWith('$') ? [...grant.at, 'when'] : grant.at, faultAt)];
  });
}

/** What a tool is made of never changes: whoever holds it holds what was looked at. */
function otherVariants(wanted: Wanted, present: Present, { faultAt }: ReadDocument): Fault[] {
  const changed = difference({ ...wanted, profiles: [], agents: [] }, present, new Date(0));
  return changed.flatMap((change) => {
    if (change.change !== 'variant-made' || change.variant.isNew) return [];
    return [faultAt(change.variant.at, 'there is another variant of this name; give this one another')];
  });
}
