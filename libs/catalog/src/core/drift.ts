export type ToolState = 'available' | 'held' | 'removed';
export type KnownTool = Readonly<{
  id: string;
  name: string;
  state: ToolState;
  definitionHash: string;
  approvedHash: string;
}>;

export type Drift =
  | Readonly<{ kind: 'added'; name: string; hash: string }>
  | Readonly<{ kind: 'changed' | 'returned'; tool: KnownTool; hash: string; state: ToolState }>
  | Readonly<{ kind: 'removed'; tool: KnownTool }>;

/**
 * What a fresh look at a server means for its tools. A tool is available only under the definition that was approved;
 * any other definition holds it back until a person approves that one (R-ACC-7).
 */
export function drift(known: readonly KnownTool[], seen: ReadonlyMap<string, string>): Drift[] {
  const names = new Set(known.map((tool) => tool.name));
  const added = [...seen].flatMap(([name, hash]): Drift[] => (names.has(name) ? [] : [{ kind: 'added', name, hash }]));
  return [...added, ...known.flatMap((tool): Drift[] => driftOf(tool, seen.get(tool.name)))];
}

function driftOf(tool: KnownTool, hash: string | undefined): Drift[] {
  if (hash === undefined) return tool.state === 'removed' ? [] : [{ kind: 'removed', tool }];
  const state = hash === tool.approvedHash ? 'available' : 'held';
  if (hash !== tool.definitionHash) return [{ kind: 'changed', tool, hash, state }];
  return tool.state === state ? [] : [{ kind: 'returned', tool, hash, state }];
}
