import { conclude, nothing, type Side } from './conclude.js';
import type { AccessRequest, Decision, PathStep } from './decision.js';
import type { AccessFacts, GrantFacts, Interval, ToolFacts } from './facts.js';
import { type Candidate, candidateOf, inOrder } from './candidate.js';

/**
 * May this agent make this call? The rule in its plainest form, over all facts at once: what the compiled index is
 * measured against. Nothing matches → deny; anything fails → deny `error` (R-ACC-2).
 */
export function decide(request: AccessRequest, facts: AccessFacts): Decision {
  try {
    const agent = facts.agents.find(({ id }) => id === request.agentId);
    if (!agent) return nothing('no_grant', 'agent');
    const server = facts.servers.find(({ tenant, name }) => tenant === agent.tenant && name === request.serverName);
    const tool = facts.tools.find(({ serverId, name }) => serverId === server?.id && name === request.toolName);
    if (!server || !tool) return nothing('no_grant', 'tool');
    const own = facts.agentGrants.filter(({ agentId }) => agentId === agent.id);
    const sides: Side[] = [
      { who: 'agent', id: agent.id, candidates: candidatesOf(own, tool, [], []) },
      { who: 'owner', id: agent.ownerId, candidates: entitlements(agent.ownerId, tool, facts) },
    ];
    if (request.personId !== null || agent.kind === 'delegated') {
      const { personId } = request;
      const candidates = personId === null ? [] : entitlements(personId, tool, facts);
      sides.push({ who: 'person', id: personId, candidates });
    }
    const hasDeputy = agent.deputyId !== null;
    const subject = { tool, serverStatus: server.status, hasDeputy, sides };
    return conclude(subject, request.args, request.at.getTime()).decision;
  } catch {
    return nothing('error', 'evaluation');
  }
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
