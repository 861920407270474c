import { isObject } from '@app/kernel';
import { fold } from './folding.js';
import { foldedTexts } from './person-values.js';
import type { Employment } from './standing.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Only `active` may act; see `standing.ts`. `deleted` rows stay, so that ids are never reused. */
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
  /** What the source says, whatever else holds the person back. */
  status: 'active' | 'inactive';
  /** Employment as far as the source tells: the person may act from `startsAt` on and before `endsAt`. */
  startsAt?: Date | null;
  endsAt?: Date | null;
  /** Whether the source says that the person is away for long (leave of absence). */
  onLeave?: boolean;
  /** Left out: the enterprise extension's. */
  employeeNumber?: string | null;
  /** The whole resource in the protocol's canonical form. */
  attributes: Attributes;
}>;

/** The columns that follow from the facts alone. */
export function columnsOf(facts: PersonFacts) {
  const { externalId, userName, displayName, email, managerId, attributes } = facts;
  const { employeeNumber = enterpriseNumber(attributes) } = facts;
  const names = { externalId, userName, userNameKey: fold(userName), displayName, employeeNumber };
  const keys = { emailKey: email === null ? null : fold(email), folded: foldedTexts(attributes) };
  return { ...names, ...keys, managerId, attributes, ...employmentOf(facts) };
}

const employmentOf = ({ status, startsAt, endsAt, onLeave }: PersonFacts): Employment => ({
  sourceStatus: status,
  startsAt: startsAt ?? null,
  endsAt: endsAt ?? null,
  onLeave: onLeave ?? false,
});

function enterpriseNumber(attributes: Attributes): string | null {
  const extension = Object.hasOwn(attributes, ENTERPRISE) ? attributes[ENTERPRISE] : undefined;
  const number = isObject(extension) ? extension['employeeNumber'] : undefined;
  return typeof number === 'string' ? number : null;
}
