import type { Budget, Condition, Obligation } from './condition/types.js';
import type { AccessFacts, Effect, GrantFacts, Interval } from './facts.js';
import { profileDifference, type Said } from './profile-difference.js';
import type { Pattern } from './selector/pattern.js';
import { withMembers } from './what-if.js';

/** A grant that nobody has made yet; of a tool its approved definition is meant. */
export type ProposedGrant = Readonly<{
  toolId?: string | null | undefined;
  pattern?: Pattern | null | undefined;
  effect: Effect;
  condition?: Condition | null | undefined;
  budget?: Budget | null | undefined;
  obligations?: readonly Obligation[] | undefined;
}>;

/** One change that might be made. */
export type Proposal =
  /** All that the profile would grant. */
  | Readonly<{ profile: string; grants: readonly ProposedGrant[] }>
  | Readonly<{ assign: string; personId?: string | undefined; groupId?: string | undefined }>
  | Readonly<{ endAssignment: string }>
  | Readonly<{ grantTo: string; profileId?: string | undefined; grant: ProposedGrant }>
  | Readonly<{ endGrant: string }>
  | Readonly<{ members: string; added: readonly string[]; removed: readonly string[] }>
  | Readonly<{ rule: Condition; profileId: string }>
  | Readonly<{ endRule: string }>;

/** From the beginning and until further notice. */
export const always: Interval = { validFrom: new Date(0), validTo: null };

/**
 * The facts as they would be.
 * @param means whether a rule means a person
 */
export function proposed(
  facts: AccessFacts,
  proposal: Proposal,
  means: (condition: Condition, personId: string) => boolean,
): AccessFacts {
  if ('profile' in proposal) {
    const { profile: profileId, grants } = proposal;
    const accepted = new Map(facts.tools.map(({ id, acceptedHashes }) => [id, acceptedHashes]));
    const isCurrent = ({ toolId, definitionHash }: GrantFacts): boolean =>
      toolId === null || (definitionHash !== null && accepted.get(toolId)?.includes(definitionHash) === true);
    const held = facts.profileGrants.filter((grant) => grant.profileId === profileId);
    const { ended, added } = profileDifference(held, grants.map(complete), isCurrent);
    const made = added.map((grant, i) => ({ ...grantOf(facts, grant, `proposed-${i}`), profileId }));
    return { ...facts, profileGrants: [...facts.profileGrants.filter((grant) => !ended.includes(grant)), ...made] };
  }
  if ('assign' in proposal) {
    const { assign: profileId, personId = null, groupId = null } = proposal;
    return withAssignments(facts, [{ profileId, personId, groupId }]);
  }
  if ('rule' in proposal) {
    const { rule, profileId } = proposal;
    const people = facts.people.filter(({ id }) => means(rule, id));
    return withAssignments(
      facts,
      people.map(({ id: personId }) => ({ profileId, personId, groupId: null })),
    );
  }
  if ('grantTo' in proposal) {
    const { grantTo: agentId, profileId = null, grant } = proposal;
    return {
      ...facts,
      agentGrants: [...facts.agentGrants, { ...grantOf(facts, grant, 'proposed'), agentId, profileId }],
    };
  }
  if ('members' in proposal) {
    const { members: groupId, added, removed } = proposal;
    return withMembers(facts, { groupId, added, removed }, always.validFrom);
  }
  const keeps = {
    assignment: ({ id, ruleId }: AccessFacts['assignments'][number]) =>
      'endRule' in proposal
        ? ruleId !== proposal.endRule
        : !('endAssignment' in proposal) || id !== proposal.endAssignment,
    grant: ({ id }: GrantFacts) => !('endGrant' in proposal) || id !== proposal.endGrant,
  };
  return {
    ...facts,
    assignments: facts.assignments.filter(keeps.assignment),
    agentGrants: facts.agentGrants.filter(keeps.grant),
    profileGrants: facts.profileGrants.filter(keeps.grant),
  };
}

const complete = ({
  toolId = null,
  pattern = null,
  effect,
  condition = null,
  budget = null,
  obligations = [],
}: ProposedGrant): Said => ({ toolId, pattern, effect, condition, budget, obligations });

function grantOf(facts: AccessFacts, grant: ProposedGrant, id: string): GrantFacts {
  const said = complete(grant);
  const definitionHash = facts.tools.find((tool) => tool.id === said.toolId)?.approvedHash ?? null;
  return { ...always, ...said, id, definitionHash };
}

type Given = Readonly<{ profileId: string; personId: string | null; groupId: string | null }>;
const withAssignments = (facts: AccessFacts, given: readonly Given[]): AccessFacts => ({
  ...facts,
  assignments: [
    ...facts.assignments,
    ...given.map((row, i) => ({ ...always, ...row, id: `proposed-${i}`, ruleId: null })),
  ],
});

/** Profiles that must be looked at although nobody may hold them yet. */
export const profilesIn = (proposal: Proposal): string[] => {
  if ('profile' in proposal) return [proposal.profile];
  if ('assign' in proposal) return [proposal.assign];
  return 'profileId' in proposal && proposal.profileId ? [proposal.profileId] : [];
};
