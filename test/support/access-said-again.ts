import type { AccessFacts } from '@app/access';

/** The rule's words, written again by other hands, for properties to hold the rule against. */
type Agent = AccessFacts['agents'][number];
type Span = Readonly<{ validFrom: Date; validTo: Date | null }>;

export const liveAt =
  (at: Date) =>
  ({ validFrom, validTo }: Span): boolean =>
    validFrom <= at && (validTo === null || at < validTo);

/** The agents of the chain and all that one of them is a part of. */
export function everybody(chain: readonly string[], facts: AccessFacts): Agent[] {
  const ids = new Set(chain);
  for (let size = 0; size < ids.size;) {
    size = ids.size;
    for (const { id, parentId } of facts.agents) if (ids.has(id) && parentId !== null) ids.add(parentId);
  }
  return facts.agents.filter(({ id }) => ids.has(id));
}

/** The profiles that a person holds, by whatever way. */
export function profilesOf(personId: string, facts: AccessFacts, at: Date): Set<string> {
  const live = liveAt(at);
  const mine = facts.memberships.filter((row) => row.personId === personId && live(row));
  const groups = new Set(mine.map(({ groupId }) => groupId));
  const held = facts.assignments.filter(
    (row) => live(row) && (row.personId === personId || (row.groupId !== null && groups.has(row.groupId))),
  );
  return new Set(held.map(({ profileId }) => profileId));
}

/** The tool that a call names, and its server. */
export function called(call: Readonly<{ serverName: string; toolName: string; kind?: string }>, facts: AccessFacts) {
  const server = facts.servers.find(({ tenant, name }) => tenant === 't0' && name === call.serverName);
  const { toolName, kind = 'tool' } = call;
  const tool = facts.tools.find((row) => row.serverId === server?.id && row.name === toolName && row.kind === kind);
  return server && tool ? { server, tool, selectable: { ...tool, server } } : undefined;
}
