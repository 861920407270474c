import type { AssignmentFacts, Interval, MembershipFacts } from '../facts.js';
import type { Attributes } from '../condition/types.js';
import { integers } from './column.js';
import { EntitlementSet } from './entitlement-set.js';
import { IdTable } from './id-table.js';
import { Pool } from './pool.js';

const MOST_RECENT = 10_000;

/** All that is known of one person; `assignments` are those to the person and not to a group. */
export type PersonState = Readonly<{
  memberships: readonly MembershipFacts[];
  assignments: readonly AssignmentFacts[];
  attributes: Attributes | null;
}>;

/**
 * People in the same groups with the same profiles share one set, and people of whom the same is said one list of
 * attributes. In columns by number, at about 32 bytes a person; numbers in columns are raised by one.
 */
export class People {
  readonly ids = new IdTable();
  private readonly set = integers();
  private readonly said = integers();
  private readonly sets = new Pool<EntitlementSet>();
  private readonly attributes = new Pool<Attributes>();
  private readonly shorts = new Map<string, string>();
  /** Of those asked for lately; a number stays. */
  private readonly recent = new Map<string, number>();

  /** @param from the earliest time that will be asked for; what began before it need not be told apart */
  put(id: string, { memberships, assignments, attributes }: PersonState, from: Date): void {
    const isEmpty = memberships.length + assignments.length === 0;
    const at = isEmpty && attributes === null ? this.ids.find(id) : this.ids.intern(id);
    if (at < 0) return;
    const [oldSet, oldSaid] = [this.set.get(at), this.said.get(at)];
    const key = isEmpty ? '' : this.signature(memberships, assignments, from);
    this.set.set(at, isEmpty ? 0 : this.sets.take(key, () => new EntitlementSet(memberships, assignments)) + 1);
    if (oldSet !== 0) this.sets.drop(oldSet - 1);
    this.said.set(at, attributes === null ? 0 : this.attributes.take(JSON.stringify(attributes), () => attributes) + 1);
    if (oldSaid !== 0) this.attributes.drop(oldSaid - 1);
  }

  /** @returns -1 for somebody of whom nothing is known */
  numberOf(id: string): number {
    const known = this.recent.get(id);
    if (known !== undefined) return known;
    const number = this.ids.find(id);
    if (number < 0) return number;
    if (this.recent.size === MOST_RECENT) this.recent.clear();
    this.recent.set(id, number);
    return number;
  }

  setOf(number: number): EntitlementSet | undefined {
    return number < 0 ? undefined : this.sets.at(this.set.get(number) - 1);
  }

  attributesOf(number: number): Attributes | undefined {
    return number < 0 ? undefined : this.attributes.at(this.said.get(number) - 1);
  }

  /** How many different sets stand for all the people. */
  get distinct(): number {
    return this.sets.size;
  }

  private signature(
    memberships: readonly MembershipFacts[],
    assignments: readonly AssignmentFacts[],
    from: Date,
  ): string {
    const parts = [
      ...assignments.map((row) => `${this.short(row.profileId)}/${this.short(row.ruleId ?? '')}${span(row, from)}`),
      ...memberships.map((row) => `${this.short(row.groupId)}${span(row, from)}`),
    ];
    return parts.toSorted().join();
  }

  private short(id: string): string {
    const known = this.shorts.get(id);
    if (known !== undefined) return known;
    const made = this.shorts.size.toString(36);
    this.shorts.set(id, made);
    return made;
  }
}

function span({ validFrom, validTo }: Interval, from: Date): string {
  const begun = validFrom <= from;
  return begun && validTo === null ? '' : `:${begun ? '' : validFrom.getTime()}-${validTo?.getTime() ?? ''}`;
}
