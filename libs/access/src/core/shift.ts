import { buildIndex } from './access-index.js';
import { difference, type Difference, effectiveIn } from './effective.js';
import type { AccessFacts } from './facts.js';

type OwnedAgent = Readonly<{ id: string; ownerId: string }>;
type Shift = Difference & OwnedBy;
type OwnedBy = Readonly<{ agentId: string; ownerId: string }>;

/** A tool as people are told of it. */
export type NamedTool = Readonly<{ toolId: string; serverName: string; toolName: string }>;
/** What would become narrower and wider for one agent, in words for people. */
export type NamedShift = OwnedBy & Readonly<{ lost: readonly NamedTool[]; gained: readonly NamedTool[] }>;

/** What the agents may use under the one and the other facts; those for which nothing differs are left out. */
export function compared(agents: readonly OwnedAgent[], before: AccessFacts, after: AccessFacts, at: Date): Shift[] {
  const [was, is] = [buildIndex(before, at), buildIndex(after, at)];
  return agents.flatMap(({ id, ownerId }) => {
    const shift = difference(effectiveIn(was, id, at), effectiveIn(is, id, at));
    return shift.lost.length + shift.gained.length === 0 ? [] : [{ agentId: id, ownerId, ...shift }];
  });
}

/** The same with the tools by name, as the facts know them. */
export function named(shifts: readonly Shift[], { tools, servers }: AccessFacts): NamedShift[] {
  const serverNames = new Map(servers.map(({ id, name }) => [id, name]));
  const known = new Map(
    tools.map((tool): [string, NamedTool] => [
      tool.id,
      { toolId: tool.id, serverName: serverNames.get(tool.serverId) ?? '', toolName: tool.name },
    ]),
  );
  const words = (ids: readonly string[]): NamedTool[] => ids.flatMap((id) => known.get(id) ?? []);
  return shifts.map(({ agentId, ownerId, lost, gained }) => ({
    agentId,
    ownerId,
    lost: words(lost),
    gained: words(gained),
  }));
}
