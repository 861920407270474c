import { linksOf, membersOf } from '../core/chain.js';
import type { ConditionEnv } from '../core/condition/env.js';
import type { AccessRequest } from '../core/decision.js';
import type { AccessFacts, AgentFacts } from '../core/facts.js';

/** One question for Cedar; the call is allowed if every one is. */
export type SideRequest = Readonly<{
  principal: Readonly<{ type: 'Agent' | 'Person' | 'Profile'; id: string }>;
  toolId: string;
  env: ConditionEnv;
}>;

/**
 * What must be asked for a call: each agent of the chain and all it is a part of, their owners and ceilings, and the
 * acting person. Null: nothing can permit it, because somebody or something is not known, or a link is missing.
 */
export function sideRequests(request: AccessRequest, facts: AccessFacts): readonly SideRequest[] | null {
  const agentOf = (wanted: string): AgentFacts | undefined => facts.agents.find(({ id }) => id === wanted);
  const members = membersOf(request, agentOf);
  const linkOf = (wanted: string) => facts.delegations.find(({ id }) => id === wanted);
  if (!members || !linksOf(request, agentOf, linkOf, request.at.getTime())) return null;
  const [first] = members;
  const { serverName, toolName, kind = 'tool', personId, args, at, context } = request;
  const server = facts.servers.find(({ tenant, name }) => tenant === first.tenant && name === serverName);
  const tool = facts.tools.find((row) => row.serverId === server?.id && row.kind === kind && row.name === toolName);
  if (!server || !tool) return null;
  if (personId === null && members.some((member) => member.kind === 'delegated')) return null;
  const served = personId ?? first.ownerId;
  const attributesOf = (wanted: string) => facts.people.find(({ id }) => id === wanted)?.attributes ?? null;
  const asking = (type: SideRequest['principal']['type'], id: string, member: AgentFacts): SideRequest => {
    const ids = { agentId: member.id, personId: served, toolId: tool.id, profileId: null, grantId: null };
    const [person, owner] = [attributesOf(served), attributesOf(member.ownerId)];
    return {
      principal: { type, id },
      toolId: tool.id,
      env: { args, at, context, person, owner, agent: member, server, ids },
    };
  };
  return [
    ...members.flatMap((member) => [
      asking('Agent', member.id, member),
      asking('Person', member.ownerId, member),
      ...(member.ceilingId === null ? [] : [asking('Profile', member.ceilingId, member)]),
    ]),
    ...(personId === null ? [] : [asking('Person', personId, first)]),
  ];
}
