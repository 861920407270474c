import { type Seen, type SeenDefinition, keyOf } from './seen.js';
import type { Kind } from './words.js';

export type ToolState = 'available' | 'held' | 'removed';
export type KnownTool = Readonly<{
  id: string;
  kind: Kind;
  name: string;
  state: ToolState;
  definitionHash: string;
  /** Empty: nobody has approved it yet. */
  approvedHash: string;
}>;

export type Drift =
  | Readonly<{ kind: 'added'; seen: SeenDefinition; state: 'available' | 'held' }>
  | Readonly<{ kind: 'changed' | 'returned'; tool: KnownTool; seen: SeenDefinition; state: ToolState }>
  | Readonly<{ kind: 'removed'; tool: KnownTool }>;

/**
 * What a fresh look at a server means for its tools. A tool is available only under the definition that was approved;
 * any other definition holds it back until a person approves that one (R-ACC-7). What the first look at a kind finds is
 * approved with the server; what appears later is held.
 * @param before kinds that had been read before
 */
export function drift(
  known: readonly KnownTool[],
  seen: Pick<Seen, 'kinds' | 'byKey'>,
  before: readonly Kind[],
): Drift[] {
  const keys = new Set(known.map(keyOf));
  const added = [...seen.byKey].flatMap(([key, each]): Drift[] =>
    keys.has(key) ? [] : [{ kind: 'added', seen: each, state: before.includes(each.kind) ? 'held' : 'available' }],
  );
  const looked = known.filter(({ kind }) => seen.kinds.includes(kind));
  return [...added, ...looked.flatMap((tool): Drift[] => driftOf(tool, seen.byKey.get(keyOf(tool))))];
}

function driftOf(tool: KnownTool, seen: SeenDefinition | undefined): Drift[] {
  if (seen === undefined) return tool.state === 'removed' ? [] : [{ kind: 'removed', tool }];
  const state = seen.hash === tool.approvedHash ? 'available' : 'held';
  if (seen.hash !== tool.definitionHash) return [{ kind: 'changed', tool, seen, state }];
  return tool.state === state ? [] : [{ kind: 'returned', tool, seen, state }];
}
