import type { RefusalCode } from '@app/kernel';

const types: Partial<Record<RefusalCode, string>> = {
  'scim.invalid-filter': 'invalidFilter',
  'scim.invalid-path': 'invalidPath',
  'scim.invalid-value': 'invalidValue',
  'scim.invalid-syntax': 'invalidSyntax',
  'scim.no-target': 'noTarget',
  'scim.mutability': 'mutability',
  'scim.too-many': 'tooMany',
  'scim.cursor-invalid': 'invalidCursor',
  'scim.cursor-expired': 'expiredCursor',
  'scim.count-invalid': 'invalidCount',
  'scim.version-unknown': 'invalidVers',
  'request.invalid': 'invalidSyntax',
  'group.member-unknown': 'invalidValue',
  'agent.user-name-taken': 'uniqueness',
  'agent.external-id-taken': 'uniqueness',
  'agent.name-taken': 'uniqueness',
  'person.user-name-taken': 'uniqueness',
  'person.external-id-taken': 'uniqueness',
  'group.name-taken': 'uniqueness',
};

/** The `scimType` of a SCIM Error body (RFC 7644 §3.12, table 9); undefined for refusals that have none. */
export const scimTypeOf = (code: RefusalCode): string | undefined => types[code];
