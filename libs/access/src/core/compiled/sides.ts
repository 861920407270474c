import { type Candidate, candidateOf, inOrder, type Tester } from '../candidate.js';
import type { Side } from '../side.js';
import type { AgentFacts } from '../facts.js';
import type { CompiledTool } from './catalogue.js';
import type { OwnAccess } from './own-access.js';
import type { State } from './state.js';

const none: readonly never[] = [];

/** What each of those says whose right a call needs. */
export class Sides {
  /** Profile → tool → what the profile says of it. */
  private readonly ceilings = new Map<string, Map<CompiledTool, readonly Candidate[]>>();
  private epoch = 0;

  constructor(
    private readonly state: State,
    private readonly own: OwnAccess,
    private readonly tester: Tester,
  ) {}

  /** After profiles or tools have changed. */
  forget(): void {
    this.epoch += 1;
    this.ceilings.clear();
  }

  of(members: readonly AgentFacts[], tool: CompiledTool): Side[] {
    const sides: Side[] = [];
    for (const member of members) {
      const { id, ownerId, ceilingId } = member;
      sides.push({ who: 'agent', id, member, candidates: this.own.candidates(id, tool) });
      sides.push({ who: 'owner', id: ownerId, member, candidates: this.entitled(ownerId, tool) });
      if (ceilingId === null) continue;
      sides.push({ who: 'ceiling', id: ceilingId, member, candidates: this.atMost(ceilingId, tool) });
    }
    return sides;
  }

  /** A delegated agent acts for somebody who is there, or not at all. */
  acting(members: readonly [AgentFacts, ...AgentFacts[]], id: string | null, tool: CompiledTool): readonly Side[] {
    if (id === null && !members.some(({ kind }) => kind === 'delegated')) return none;
    return [{ who: 'person', id, member: members[0], candidates: id === null ? none : this.entitled(id, tool) }];
  }

  private entitled(personId: string, tool: CompiledTool): readonly Candidate[] {
    const { people, profiles } = this.state;
    return people.setOf(people.numberOf(personId))?.candidates(tool, profiles, this.tester, this.epoch) ?? none;
  }

  private atMost(profileId: string, tool: CompiledTool): readonly Candidate[] {
    const ofProfile = this.ceilings.get(profileId) ?? new Map<CompiledTool, readonly Candidate[]>();
    this.ceilings.set(profileId, ofProfile);
    const known = ofProfile.get(tool);
    if (known) return known;
    const granting = this.state.profiles.granting(profileId, tool);
    const found = granting.map((grant) => candidateOf(grant, tool.facts, [], [], this.tester)).toSorted(inOrder);
    ofProfile.set(tool, found);
    return found;
  }
}
