import type { AssignmentFacts, ProfileGrantFacts } from '../facts.js';
import { fits } from '../fits.js';
import { type Asked, askedBy } from './asked.js';
import type { CompiledTool } from './catalogue.js';

type Content = Readonly<{
  byTool: ReadonlyMap<string, readonly ProfileGrantFacts[]>;
  byPattern: readonly ProfileGrantFacts[];
  assignments: readonly AssignmentFacts[];
  asked: readonly Asked[];
}>;
const none: readonly never[] = [];

/** What profiles grant, and to which groups they are assigned. */
export class Profiles {
  private readonly contents = new Map<string, Content>();
  private readonly byGroup = new Map<string, readonly AssignmentFacts[]>();

  /** All that is known of one profile. @param assignments to groups; those to people are known of these */
  put(id: string, grants: readonly ProfileGrantFacts[], assignments: readonly AssignmentFacts[]): void {
    for (const { groupId } of this.contents.get(id)?.assignments ?? none)
      if (groupId !== null) this.unassign(id, groupId);
    for (const row of assignments) {
      if (row.groupId !== null) this.byGroup.set(row.groupId, [...(this.byGroup.get(row.groupId) ?? none), row]);
    }
    if (grants.length + assignments.length === 0) this.contents.delete(id);
    else this.contents.set(id, contentOf(grants, assignments));
  }

  /** What the profile says of the tool. */
  granting(id: string, { asked }: CompiledTool): readonly ProfileGrantFacts[] {
    const content = this.contents.get(id);
    if (!content) return none;
    const exact = content.byTool.get(asked.id) ?? none;
    if (content.byPattern.length === 0) return exact;
    return [...exact, ...content.byPattern.filter((grant) => fits(grant, asked))];
  }

  assignedTo(groupId: string): readonly AssignmentFacts[] {
    return this.byGroup.get(groupId) ?? none;
  }

  /** What the conditions of its grants ask for. */
  get asked(): readonly Asked[] {
    return [...this.contents.values()].flatMap(({ asked }) => asked);
  }

  private unassign(id: string, groupId: string): void {
    const others = this.assignedTo(groupId).filter(({ profileId }) => profileId !== id);
    if (others.length > 0) this.byGroup.set(groupId, others);
    else this.byGroup.delete(groupId);
  }
}

function contentOf(grants: readonly ProfileGrantFacts[], assignments: readonly AssignmentFacts[]): Content {
  const byTool = new Map<string, ProfileGrantFacts[]>();
  const byPattern: ProfileGrantFacts[] = [];
  for (const grant of grants) {
    const { toolId } = grant;
    if (toolId === null) byPattern.push(grant);
    else byTool.set(toolId, [...(byTool.get(toolId) ?? none), grant]);
  }
  return {
    byTool,
    byPattern,
    assignments,
    asked: grants.flatMap(({ condition }) => (condition === null ? [] : [askedBy(condition)])),
  };
}
