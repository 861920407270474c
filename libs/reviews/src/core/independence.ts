/** What is known of somebody who may be asked, in relation to the access under review. Stored as it was checked. */
export type IndependenceFacts = Readonly<{
  reviewerId: string;
  active: boolean;
  ownerId: string;
  deputyId: string | null;
  /** The person who gave the grant, when it was a person. */
  granterId: string | null;
  subordinateOfOwner: boolean;
}>;
export type Conflict = 'inactive' | 'owner' | 'deputy' | 'granter' | 'subordinate';

/** Why somebody may not decide; empty for the independent (R-REV-2). */
export function conflicts(facts: IndependenceFacts): Conflict[] {
  const { reviewerId, ownerId, deputyId, granterId } = facts;
  const found: [Conflict, boolean][] = [
    ['inactive', !facts.active],
    ['owner', reviewerId === ownerId],
    ['deputy', reviewerId === deputyId],
    ['granter', reviewerId === granterId],
    ['subordinate', facts.subordinateOfOwner],
  ];
  return found.filter(([, applies]) => applies).map(([conflict]) => conflict);
}

/** `person:<id>` names a person (`nameOf` of the kernel); everything else is no person. */
export const personIn = (actorName: string): string | null =>
  actorName.startsWith('person:') ? actorName.slice('person:'.length) : null;
