import { fold } from './folding.js';

/** `inactive` is the source's word for a leaver who may come back; `deleted` rows stay, so that ids are never reused. */
export type PersonStatus = 'active' | 'inactive' | 'deleted';

/** A SCIM resource as it is kept: canonical names, no nulls. */
export type Attributes = Readonly<Record<string, NonNullable<unknown>>>;

/** What a source states about a person; a protocol lib derives it from its own resource. */
export type PersonFacts = Readonly<{
  externalId: string | null;
  userName: string;
  displayName: string;
  /** Primary e-mail address in its original case. */
  email: string | null;
  /** Person id of the manager, who may arrive later. */
  managerId: string | null;
  status: 'active' | 'inactive';
  /** The whole resource in the protocol's canonical form. */
  attributes: Attributes;
}>;

/** The columns that follow from the facts. */
export function columnsOf({ email, ...facts }: PersonFacts) {
  return { ...facts, userNameKey: fold(facts.userName), emailKey: email === null ? null : fold(email) };
}
