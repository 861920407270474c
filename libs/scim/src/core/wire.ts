import { GROUP, type Registry, USER } from './registry.js';

/** A resource as it goes over the wire. */
export type ScimResource = Readonly<{
  schemas: readonly string[];
  id: string;
  meta: Meta;
  [attribute: string]: unknown;
}>;

/** RFC 7643 §3.1; `location` is also the `Location` of a 201, `version` the `ETag`. */
export type Meta = Readonly<{
  resourceType: 'User' | 'Group' | 'Agent' | 'AgenticApplication' | 'Role' | 'Entitlement';
  created: string;
  lastModified: string;
  location: string;
  version?: string;
}>;

type Kept = Readonly<{ id: string; createdAt: Date; changedAt: Date }>;
type KeptUser = Kept & Readonly<{ attributes: Readonly<Record<string, unknown>>; version: number }>;
type KeptGroup = Kept & Readonly<{ displayName: string; externalId: string | null; version: number }>;

/**
 * What its source may see of a person; of schemas that the source no longer declares, nothing.
 * @param base address of the SCIM root, without trailing slash
 */
export function wireUser(
  person: KeptUser,
  groups: readonly Readonly<{ id: string; displayName: string }>[],
  base: string,
  { extensions }: Registry,
): ScimResource {
  const stated = extensions.map(({ id }) => id).filter((id) => id in person.attributes);
  const shown = Object.entries(person.attributes).filter(([name]) => !name.includes(':') || stated.includes(name));
  const membership = groups.map(({ id, displayName }) => ({
    value: id,
    $ref: `${base}/Groups/${id}`,
    display: displayName,
  }));
  return {
    schemas: [USER, ...stated],
    id: person.id,
    ...Object.fromEntries(shown),
    ...(membership.length > 0 ? { groups: membership } : {}),
    meta: { ...metaOf('User', person, base), version: versionOf(person) },
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
    meta: { ...metaOf('Group', group, base), version: versionOf(group) },
  };
}

/** The entity tag of a resource (RFC 7644 §3.14). */
export const versionOf = ({ version }: Readonly<{ version: number }>): string => `W/"${version}"`;

/** RFC 7644 §3.4.2; by cursor (RFC 9865 §2) it has no index, and cursors where there are pages beside this one. */
export type ListResponse<T = ScimResource> = Readonly<{
  schemas: readonly string[];
  totalResults: number;
  startIndex?: number;
  itemsPerPage: number;
  previousCursor?: string;
  nextCursor?: string;
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
