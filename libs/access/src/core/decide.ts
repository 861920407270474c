import { linksOf, membersOf } from './chain.js';
import { conclude, nothing, type Side } from './conclude.js';
import type { AccessRequest, Decision, PathStep } from './decision.js';
import type { AccessFacts, AgentFacts, GrantFacts, Interval, ToolFacts } from './facts.js';
import { type Candidate, candidateOf, inOrder } from './candidate.js';

/**
 * May this chain of agents make this call? The rule in its plainest form, over all facts at once: what the compiled index is
 * measured against. Nothing matches → deny; anything fails → deny `error` (R-ACC-2).
 */
export function decide(request: AccessRequest, facts: AccessFacts): Decision {
  try {
    const at = request.at.getTime();
    const agentOf = (wanted: string) => facts.agents.find(({ id }) => id === wanted);
    const members = membersOf(request, agentOf);
    if (!members) return nothing('no_grant', 'agent');
    const links = linksOf(request, agentOf, (wanted) => facts.delegations.find(({ id }) => id === wanted), at);
    if (!links) return nothing('delegation_missing', 'delegation');
    const [agent] = members;
    const server = facts.servers.find(({ tenant, name }) => tenant === agent.tenant && name === request.serverName);
    const tool = facts.tools.find(({ serverId, name }) => serverId === server?.id && name === request.toolName);
    if (!server || !tool) return nothing('no_grant', 'tool');
    const sides = members.flatMap((member) => sidesOf(member, tool, facts));
    if (request.personId !== null || members.some(({ kind }) => kind === 'delegated')) {
      const { personId } = request;
      const candidates = personId === null ? [] : entitlements(personId, tool, facts);
      sides.push({ who: 'person', id: personId, candidates });
    }
    const subject = { tool, server, members, links, sides, kills: facts.kills };
    return conclude(subject, request.args, at).decision;
  } catch {
    return nothing('error', 'evaluation');
  }
}

/** What an agent needs for a call, whoever else is in the chain: its own grant, its owner's right, its ceiling. */
function sidesOf({ id, ownerId, ceilingId }: AgentFacts, tool: ToolFacts, facts: AccessFacts): Side[] {
  const own = facts.agentGrants.filter(({ agentId }) => agentId === id);
  const most = facts.profileGrants.filter(({ profileId }) => profileId === ceilingId);
  return [
    { who: 'agent', id, candidates: candidatesOf(own, tool, [], []) },
    { who: 'owner', id: ownerId, candidates: entitlements(ownerId, tool, facts) },
    ...(ceilingId === null
      ? []
      : [{ who: 'ceiling', id: ceilingId, candidates: candidatesOf(most, tool, [], []) } as const]),
  ];
}

/** What a person may use: membership → assignment → profile → grant. */
function entitlements(personId: string, tool: ToolFacts, facts: AccessFacts): Candidate[] {
  const found: Candidate[] = [];
  const through = (profileId: string, links: readonly Interval[], steps: readonly PathStep[]): void => {
    const grants = facts.profileGrants.filter((grant) => grant.profileId === profileId);
    found.push(...candidatesOf(grants, tool, links, [...steps, { step: 'profile', id: profileId }]));
  };
  for (const assignment of facts.assignments) {
    if (assignment.personId === personId) through(assignment.profileId, [assignment], []);
    if (assignment.groupId === null) continue;
    for (const membership of facts.memberships) {
      if (membership.personId !== personId || membership.groupId !== assignment.groupId) continue;
      const { groupId } = membership;
      through(assignment.profileId, [assignment, membership], [{ step: 'group', id: groupId }]);
    }
  }
  return found.toSorted(inOrder);
}

function candidatesOf(
  grants: readonly GrantFacts[],
  tool: ToolFacts,
  links: readonly Interval[],
  steps: readonly PathStep[],
): Candidate[] {
  return grants
    .filter(({ toolId }) => toolId === tool.id)
    .map((grant) => candidateOf(grant, tool, links, steps))
    .toSorted(inOrder);
}
