import type { AccessFacts, MembershipFacts } from './facts.js';

export type MembershipChange = Readonly<{ groupId: string; added: readonly string[]; removed: readonly string[] }>;
/** Ids of assignments. */
export type AssignmentChange = Readonly<{ added: readonly string[]; removed: readonly string[] }>;

/** The facts as they would be if these people joined and left a group at `at`. */
export function withMembers(facts: AccessFacts, { groupId, added, removed }: MembershipChange, at: Date): AccessFacts {
  const moved = new Set([...added, ...removed]);
  const others = facts.memberships.filter((row) => row.groupId !== groupId || !moved.has(row.personId));
  const joined: MembershipFacts[] = added.map((personId) => ({ groupId, personId, validFrom: at, validTo: null }));
  return { ...facts, memberships: [...others, ...joined] };
}

/** The facts as they were before these assignments were made and ended. */
export function unassigned(facts: AccessFacts, { added, removed }: AssignmentChange, at: Date): AccessFacts {
  const [made, ended] = [new Set(added), new Set(removed)];
  const assignments = facts.assignments
    .filter(({ id }) => !made.has(id))
    .map((row) => (ended.has(row.id) && row.validFrom <= at ? { ...row, validTo: null } : row));
  return { ...facts, assignments };
}

/** The facts as they would be without the person: nothing is theirs, and they stand in for nobody. */
export function withoutPerson(facts: AccessFacts, personId: string): AccessFacts {
  return {
    ...facts,
    agents: facts.agents.map((agent) => (agent.deputyId === personId ? { ...agent, deputyId: null } : agent)),
    memberships: facts.memberships.filter((row) => row.personId !== personId),
    assignments: facts.assignments.filter((row) => row.personId !== personId),
  };
}
