/** What an administrator tells of one connection; everything has a default that fits most providers. */
export type SourceSettings = Readonly<{
  /** Where the source's own words stand, when they do not stand where RFC 7643 has them. */
  mapping: SourceMapping;
  /** By what a newcomer is recognised as somebody who was here before, and a signal's subject as a person; in order. */
  matching: readonly MatchingRule[];
  /** Schemas of the source's own (RFC 7643 §7), kept in full beside the core and enterprise ones. */
  extensions: readonly DeclaredSchema[];
  /** Requests per second that are answered in the long run; a burst of ten seconds' worth is let through. */
  ratePerSecond: number;
  /** Whether the source may push agents (`/Agents`). */
  agents: boolean;
}>;

export type MatchingRule = 'externalId' | 'userName' | 'employeeNumber';

/** SCIM attribute paths, such as `urn:example:hr:User:startDate` or `title`. Left out: the usual place, or nowhere. */
export type SourceMapping = Readonly<{
  displayName?: string;
  email?: string;
  employeeNumber?: string;
  /** dateTime, or a date, which begins at midnight UTC. */
  startDate?: string;
  /** dateTime, or a date, which ends with that day in UTC. */
  endDate?: string;
  /** A leave of absence: the attribute, and the values (any case) that mean one; a boolean attribute means it by true. */
  onLeave?: Readonly<{ path: string; values: readonly string[] }>;
}>;

/** RFC 7643 §7. */
export type DeclaredSchema = Readonly<{
  id: string;
  name: string;
  description: string;
  attributes: readonly DeclaredAttribute[];
}>;

export type DeclaredAttribute = Readonly<{
  name: string;
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex';
  multiValued: boolean;
  description: string;
  required: boolean;
  caseExact: boolean;
  mutability: 'readWrite' | 'readOnly' | 'writeOnly' | 'immutable';
  returned: 'always' | 'default' | 'request' | 'never';
  uniqueness: 'none' | 'server' | 'global';
  canonicalValues?: readonly string[];
  referenceTypes?: readonly string[];
  subAttributes?: readonly DeclaredAttribute[];
}>;

export const usualSettings: SourceSettings = {
  mapping: {},
  matching: ['externalId', 'userName'],
  extensions: [],
  ratePerSecond: 100,
  agents: false,
};
