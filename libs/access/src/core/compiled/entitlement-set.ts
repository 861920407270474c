import { type Candidate, candidateOf, inOrder, type Tester } from '../candidate.js';
import type { PathStep } from '../decision.js';
import type { AssignmentFacts, Interval, MembershipFacts } from '../facts.js';
import type { CompiledTool } from './catalogue.js';
import type { Profiles } from './profiles.js';

/** What there is to be said of a tool, worked out when it is first asked; as of one state of profiles and tools. */
export class EntitlementSet {
  private known = new Map<CompiledTool, readonly Candidate[]>();
  private epoch = -1;

  constructor(
    private readonly memberships: readonly MembershipFacts[],
    private readonly assignments: readonly AssignmentFacts[],
  ) {}

  /** @param epoch another one after profiles or tools have changed */
  candidates(tool: CompiledTool, profiles: Profiles, tester: Tester, epoch: number): readonly Candidate[] {
    if (epoch !== this.epoch) {
      this.known = new Map();
      this.epoch = epoch;
    }
    const known = this.known.get(tool);
    if (known) return known;
    const found: Candidate[] = [];
    const through = (profileId: string, links: readonly Interval[], steps: readonly PathStep[]): void => {
      const walked = [...steps, { step: 'profile', id: profileId } as const];
      for (const grant of profiles.granting(profileId, tool)) {
        found.push(candidateOf(grant, tool.facts, links, walked, tester));
      }
    };
    for (const row of this.assignments) {
      through(row.profileId, [row], row.ruleId === null ? [] : [{ step: 'rule', id: row.ruleId }]);
    }
    for (const membership of this.memberships) {
      const { groupId } = membership;
      for (const row of profiles.assignedTo(groupId)) {
        through(row.profileId, [row, membership], [{ step: 'group', id: groupId }]);
      }
    }
    const sorted = found.toSorted(inOrder);
    this.known.set(tool, sorted);
    return sorted;
  }
}
