import { basisOf } from './basis.js';
import { type Candidate, candidateOf, heldCandidateOf, inOrder, type Tester } from './candidate.js';
import { linksOf, membersOf } from './chain.js';
import { conclude, nothing, type Subject } from './conclude.js';
import { matches } from './condition/condition.js';
import { patternsIn } from './condition/parts.js';
import type { AccessRequest, Decision, Needs, PathStep } from './decision.js';
import type { AccessFacts, AgentFacts, Interval, ServerFacts, ToolFacts } from './facts.js';
import { type Asked, asked, fits, narrows } from './fits.js';
import { needsOf } from './needs.js';
import type { Side } from './side.js';

type Wanted = Readonly<{ asked: Asked; acceptedHashes: readonly string[] }>;
const plainly: Tester = (condition) => (env) => matches(condition, env);

/**
 * May this chain of agents make this call? The rule in its plainest form, over all facts at once: what the compiled index is
 * measured against. Nothing matches → deny; anything fails → deny `error` (R-ACC-2).
 */
export function decide(request: AccessRequest, facts: AccessFacts): Decision {
  try {
    const at = request.at.getTime();
    const members = membersOf(request, byId(facts.agents));
    if (!members) return nothing('no_grant', 'agent');
    const links = linksOf(request, byId(facts.agents), byId(facts.delegations), at);
    if (!links) return nothing('delegation_missing', 'delegation');
    const found = toolOf(request, members[0], facts);
    if (!found) return nothing('no_grant', 'tool');
    const subject = subjectOf(request, members, found, facts);
    return conclude(subject, links, { args: request.args, at, context: request.context }).decision;
  } catch {
    return nothing('error', 'evaluation');
  }
}

/** What must be looked up before `decide` can answer, and remembered of the call; null: nothing. */
export function needs(request: Named, facts: AccessFacts): Needs | null {
  const members = membersOf(request, byId(facts.agents));
  const found = members && toolOf(request, members[0], facts);
  if (!members || !found) return null;
  const subject = subjectOf(request, members, found, facts);
  const tools = [found.tool, ...(subject.basis ?? [])].flatMap(({ id }) => {
    const tool = byId(facts.tools)(id);
    const server = tool && byId(facts.servers)(tool.serverId);
    return server ? [asked(tool, server)] : [];
  });
  const conditions = [...facts.agentGrants, ...facts.profileGrants].flatMap(({ condition }) => condition ?? []);
  return needsOf(subject, tools, conditions.flatMap(patternsIn));
}

type Named = Omit<AccessRequest, 'args' | 'at' | 'context'>;
type Found = Readonly<{ tool: ToolFacts; server: ServerFacts }>;

const byId =
  <Row extends Readonly<{ id: string }>>(rows: readonly Row[]) =>
  (id: string): Row | undefined =>
    rows.find((row) => row.id === id);

function toolOf({ serverName, toolName, kind = 'tool' }: Named, agent: AgentFacts, facts: AccessFacts): Found | null {
  const server = facts.servers.find(({ tenant, name }) => tenant === agent.tenant && name === serverName);
  const tool = facts.tools.find((row) => row.serverId === server?.id && row.kind === kind && row.name === toolName);
  return server && tool ? { tool, server } : null;
}

function subjectOf(
  { personId }: Named,
  members: Subject['members'],
  { tool, server }: Found,
  facts: AccessFacts,
): Subject {
  const wanted = { asked: asked(tool, server), acceptedHashes: tool.acceptedHashes };
  const sides = members.flatMap((member) => sidesOf(member, wanted, facts));
  if (personId !== null || members.some((member) => member.kind === 'delegated')) {
    const candidates = personId === null ? [] : entitlements(personId, wanted, facts);
    sides.push({ who: 'person', id: personId, member: members[0], candidates });
  }
  const basis = basisOf(tool, byId(facts.tools));
  const attributesOf = (id: string) => byId(facts.people)(id)?.attributes ?? null;
  return { tool, server, basis, members, sides, kills: facts.kills, personId, attributesOf };
}

/** What an agent needs for a call, whoever else is in the chain: its own grant, its owner's right, its ceiling. */
function sidesOf(member: AgentFacts, wanted: Wanted, facts: AccessFacts): Side[] {
  const { id, ownerId, ceilingId } = member;
  return [
    { who: 'agent', id, member, candidates: ownOf(id, wanted, facts) },
    { who: 'owner', id: ownerId, member, candidates: entitlements(ownerId, wanted, facts) },
    ...(ceilingId === null
      ? []
      : [{ who: 'ceiling', id: ceilingId, member, candidates: bundled(ceilingId, wanted, facts, [], []) } as const]),
  ];
}

/** What an agent was granted: a tool, or several, or a profile or a part of one. */
function ownOf(id: string, wanted: Wanted, facts: AccessFacts): Candidate[] {
  return facts.agentGrants
    .filter((own) => own.agentId === id && narrows(own, wanted.asked))
    .flatMap((own) => {
      if (own.profileId === null) return [candidateOf(own, wanted, [], [], plainly)];
      return facts.profileGrants
        .filter((grant) => grant.profileId === own.profileId && fits(grant, wanted.asked))
        .map((grant) => heldCandidateOf(own, grant, wanted, plainly));
    })
    .toSorted(inOrder);
}

/** What a person may use: membership → assignment → profile → grant. */
function entitlements(personId: string, wanted: Wanted, facts: AccessFacts): Candidate[] {
  const found: Candidate[] = [];
  const through = (profileId: string, links: readonly Interval[], steps: readonly PathStep[]): void => {
    found.push(...bundled(profileId, wanted, facts, links, [...steps, { step: 'profile', id: profileId }]));
  };
  for (const assignment of facts.assignments) {
    const { profileId, ruleId, groupId } = assignment;
    if (assignment.personId === personId) {
      through(profileId, [assignment], ruleId === null ? [] : [{ step: 'rule', id: ruleId }]);
    }
    if (groupId === null) continue;
    for (const membership of facts.memberships) {
      if (membership.personId !== personId || membership.groupId !== groupId) continue;
      through(profileId, [assignment, membership], [{ step: 'group', id: groupId }]);
    }
  }
  return found.toSorted(inOrder);
}

/** What a profile says of the tool. */
function bundled(
  profileId: string,
  wanted: Wanted,
  facts: AccessFacts,
  links: readonly Interval[],
  steps: readonly PathStep[],
): Candidate[] {
  return facts.profileGrants
    .filter((grant) => grant.profileId === profileId && fits(grant, wanted.asked))
    .map((grant) => candidateOf(grant, wanted, links, steps, plainly))
    .toSorted(inOrder);
}
