import { ENTERPRISE_USER, GROUP, USER } from './registry.js';

/** A resource as it goes over the wire. */
export type ScimResource = Readonly<{
  schemas: readonly string[];
  id: string;
  meta: Meta;
  [attribute: string]: unknown;
}>;

/** RFC 7643 §3.1; `location` is also the `Location` of a 201, `version` the `ETag`. */
export type Meta = Readonly<{
  resourceType: 'User' | 'Group';
  created: string;
  lastModified: string;
  location: string;
  version?: string;
}>;

type Kept = Readonly<{ id: string; createdAt: Date; changedAt: Date }>;
type KeptUser = Kept & Readonly<{ attributes: Readonly<Record<string, unknown>>; version: number }>;
type KeptGroup = Kept & Readonly<{ displayName: string; externalId: string | null }>;

/** @param base address of the SCIM root, without trailing slash */
export function wireUser(
  person: KeptUser,
  groups: readonly Readonly<{ id: string; displayName: string }>[],
  base: string,
): ScimResource {
  const extension = ENTERPRISE_USER in person.attributes ? [ENTERPRISE_USER] : [];
  const membership = groups.map(({ id, displayName }) => ({
    value: id,
    $ref: `${base}/Groups/${id}`,
    display: displayName,
  }));
  return {
    schemas: [USER, ...extension],
    id: person.id,
    ...person.attributes,
    ...(membership.length > 0 ? { groups: membership } : {}),
    meta: { ...metaOf('User', person, base), version: `W/"${person.version}"` },
  };
}

export function wireGroup(group: KeptGroup, members: readonly string[], base: string): ScimResource {
  const list = members.map((id) => ({ value: id, $ref: `${base}/Users/${id}`, type: 'User' }));
  return {
    schemas: [GROUP],
    id: group.id,
    ...(group.externalId === null ? {} : { externalId: group.externalId }),
    displayName: group.displayName,
    ...(list.length > 0 ? { members: list } : {}),
    meta: metaOf('Group', group, base),
  };
}

/** RFC 7644 §3.4.2. */
export type ListResponse<T = ScimResource> = Readonly<{
  schemas: readonly string[];
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: readonly T[];
}>;

export const listResponse = <T>(
  totalResults: number,
  startIndex: number,
  Resources: readonly T[],
): ListResponse<T> => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults,
  startIndex,
  itemsPerPage: Resources.length,
  Resources,
});

/** A list that is always given whole. */
export const unpaged = <T>(items: readonly T[]): ListResponse<T> => listResponse(items.length, 1, items);

const metaOf = (resourceType: 'User' | 'Group', { id, createdAt, changedAt }: Kept, base: string): Meta => ({
  resourceType,
  created: createdAt.toISOString(),
  lastModified: changedAt.toISOString(),
  location: `${base}/${resourceType}s/${id}`,
});
