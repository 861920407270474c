import { type Candidate, candidateOf, inOrder } from './candidate.js';
import type { AccessFacts, AssignmentFacts, Interval, MembershipFacts, ProfileGrantFacts, ToolFacts } from './facts.js';
import { groupBy } from './group-by.js';

type Route = Readonly<{ profileId: string; groupId: string | null; links: readonly Interval[] }>;
const none: readonly never[] = [];

/**
 * What people may use, shared: people in the same groups with the same assignments share one set, and what a set says
 * of a tool is worked out when it is first asked.
 */
export class EntitlementSets {
  private readonly sets: EntitlementSet[] = [];
  private readonly setOf = new Map<string, number>();

  /** @param from the earliest time that will be asked for; what began before it need not be told apart */
  constructor(facts: AccessFacts, from: Date) {
    const grants = groupBy(facts.profileGrants, ({ profileId }) => profileId);
    const byGroup = groupBy(facts.assignments, ({ groupId }) => groupId);
    const byPerson = groupBy(facts.assignments, ({ personId }) => personId);
    const groupsOf = groupBy(facts.memberships, ({ personId }) => personId);
    const known = new Map<string, number>();
    const people = new Set([...groupsOf.keys(), ...byPerson.keys()]);
    for (const personId of people) {
      if (personId === null) continue;
      const direct = byPerson.get(personId) ?? none;
      const memberships = (groupsOf.get(personId) ?? none).filter(({ groupId }) => byGroup.has(groupId));
      const key = signature(direct, memberships, from);
      let set = known.get(key);
      if (set === undefined) {
        set = this.sets.push(new EntitlementSet(routes(direct, memberships, byGroup), grants)) - 1;
        known.set(key, set);
      }
      this.setOf.set(personId, set);
    }
  }

  candidates(personId: string, tool: ToolFacts): readonly Candidate[] {
    const set = this.setOf.get(personId);
    return set === undefined ? none : (this.sets[set]?.candidates(tool) ?? none);
  }

  /** How many different sets stand for all the people. */
  get size(): number {
    return this.sets.length;
  }
}

class EntitlementSet {
  private readonly known = new Map<string, readonly Candidate[]>();

  constructor(
    private readonly routes: readonly Route[],
    private readonly grants: ReadonlyMap<string, readonly ProfileGrantFacts[]>,
  ) {}

  candidates(tool: ToolFacts): readonly Candidate[] {
    const known = this.known.get(tool.id);
    if (known) return known;
    const found = this.routes.flatMap(({ profileId, groupId, links }) => {
      const steps = [
        ...(groupId === null ? [] : [{ step: 'group', id: groupId } as const]),
        { step: 'profile', id: profileId } as const,
      ];
      const grants = (this.grants.get(profileId) ?? none).filter(({ toolId }) => toolId === tool.id);
      return grants.map((grant) => candidateOf(grant, tool, links, steps));
    });
    const sorted = found.toSorted(inOrder);
    this.known.set(tool.id, sorted);
    return sorted;
  }
}

function routes(
  direct: readonly AssignmentFacts[],
  memberships: readonly MembershipFacts[],
  byGroup: ReadonlyMap<string | null, readonly AssignmentFacts[]>,
): Route[] {
  return [
    ...direct.map((assignment) => ({ profileId: assignment.profileId, groupId: null, links: [assignment] })),
    ...memberships.flatMap((membership) =>
      (byGroup.get(membership.groupId) ?? none).map((assignment) => ({
        profileId: assignment.profileId,
        groupId: membership.groupId,
        links: [assignment, membership],
      })),
    ),
  ];
}

function signature(direct: readonly AssignmentFacts[], memberships: readonly MembershipFacts[], from: Date): string {
  const span = ({ validFrom, validTo }: Interval): string =>
    `${validFrom <= from ? '' : validFrom.getTime()}-${validTo?.getTime() ?? ''}`;
  return [
    ...direct.map((assignment) => `a${assignment.id}`).toSorted(),
    ...memberships.map((membership) => `g${membership.groupId}:${span(membership)}`).toSorted(),
  ].join();
}
