import { Refusal } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { MOST_MEMBERS, chosenMembers, memberIds } from './member-ids.js';
import { type Operation, parsePatch } from './patch-request.js';
import { groupRegistry } from './registry.js';
import { isUnassigned } from './simple.js';

/** What a PATCH does to the members in the end: all others leave, or these leave; and these join. */
export type MemberChange = Readonly<{ replaces: boolean; add: ReadonlySet<string>; remove: ReadonlySet<string> }>;

export type GroupPatch = Readonly<{ attributes: readonly Operation[]; members: MemberChange }>;

/**
 * A Group PATCH as changes that cost what they change: the operations on members are folded, in their order, into
 * one set to add and one to remove, without knowing who is in the group.
 * @throws Refusal as `parsePatch` does
 */
export function parseGroupPatch(body: unknown, dialect: Dialect): GroupPatch {
  const operations = parsePatch(body, groupRegistry, dialect);
  const onMembers = ({ target }: Operation): boolean => target.key === 'members';
  return {
    attributes: operations.filter((operation) => !onMembers(operation)),
    members: folded(operations.filter(onMembers)),
  };
}

function folded(operations: readonly Operation[]): MemberChange {
  let replaces = false;
  let named = 0;
  const [add, remove] = [new Set<string>(), new Set<string>()];
  const clear = (): void => {
    replaces = true;
    add.clear();
    remove.clear();
  };
  for (const { op, target, value } of operations) {
    if (target.sub) throw new Refusal('scim.mutability', 'a member is added or removed, never changed');
    const chosen = target.filter === null ? memberIds(value) : chosenMembers(target.filter);
    named += chosen.length;
    if (named > MOST_MEMBERS) throw new Refusal('scim.too-many', `at most ${MOST_MEMBERS} members`);
    if (op === 'remove') {
      if (target.filter === null && isUnassigned(value)) clear();
      for (const id of chosen) {
        add.delete(id);
        remove.add(id);
      }
    } else {
      if (target.filter !== null) throw new Refusal('scim.mutability', 'a member is added or removed, never changed');
      if (op === 'replace') clear();
      for (const id of chosen) {
        remove.delete(id);
        add.add(id);
      }
    }
  }
  return { replaces, add, remove };
}
