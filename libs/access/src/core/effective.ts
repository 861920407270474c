import type { CompiledIndex } from './access-index.js';
import type { PathStep } from './decision.js';
import type { ToolFacts } from './facts.js';

/** A tool that an agent may use now, and why. */
export type EffectiveTool = Readonly<{
  toolId: string;
  serverName: string;
  toolName: string;
  risk: ToolFacts['risk'];
  effect: 'allow' | 'hold';
  /** Only for certain arguments. */
  conditional: boolean;
  grantIds: readonly string[];
  path: readonly PathStep[];
}>;
/** Ids of tools whose use became narrower or wider. */
export type Difference = Readonly<{ lost: readonly string[]; gained: readonly string[] }>;

/** What an agent may use at most; for a delegated agent the acting person's own access narrows it further. */
export function effectiveIn(index: CompiledIndex, agentId: string, at: Date): EffectiveTool[] {
  return index.ceiling(agentId, at).map(({ tool, server, decision, conditional }) => ({
    toolId: tool.id,
    serverName: server.name,
    toolName: tool.name,
    risk: tool.risk,
    effect: decision.effect === 'allow' ? 'allow' : 'hold',
    conditional,
    grantIds: decision.grantIds,
    path: decision.path,
  }));
}

const width = ({ effect, conditional }: EffectiveTool): number => (effect === 'hold' ? 1 : 3) - (conditional ? 0.5 : 0);

export function difference(before: readonly EffectiveTool[], after: readonly EffectiveTool[]): Difference {
  const was = new Map(before.map((tool) => [tool.toolId, width(tool)]));
  const is = new Map(after.map((tool) => [tool.toolId, width(tool)]));
  const ids = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  const change = (id: string): number => (is.get(id) ?? 0) - (was.get(id) ?? 0);
  return { lost: ids.filter((id) => change(id) < 0), gained: ids.filter((id) => change(id) > 0) };
}
