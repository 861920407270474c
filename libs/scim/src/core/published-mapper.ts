import { ENTITLEMENT, ROLE } from './published.schema.js';
import type { ScimResource } from './wire.js';

/** A profile under the value by which a source hands it out. `changedAt`: when it, or what it allows, last changed. */
export type PublishedProfile = Readonly<{
  id: string;
  value: string;
  display: string;
  createdAt: Date;
  changedAt: Date;
  tools: readonly Readonly<{ server: string; tool: string }>[];
}>;

/** @param base address of the SCIM root, without trailing slash */
export const wireRole = (profile: PublishedProfile, base: string): ScimResource => ({
  schemas: [ROLE],
  ...published(profile),
  meta: metaOf('Role', `${base}/Roles`, profile),
});

/** @param base address of the SCIM root, without trailing slash */
export const wireEntitlement = (profile: PublishedProfile, base: string): ScimResource => ({
  schemas: [ENTITLEMENT],
  ...published(profile),
  type: 'AccessProfile',
  ...(profile.tools.length > 0 && {
    contains: profile.tools.map(({ server, tool }) => ({ value: `${server}/${tool}`, display: tool, type: 'McpTool' })),
  }),
  meta: metaOf('Entitlement', `${base}/Entitlements`, profile),
});

const published = ({ id, value, display }: PublishedProfile) => ({
  id,
  value,
  display,
  supported: true,
  limitedAssignmentsPermitted: false,
});

const metaOf = (resourceType: 'Role' | 'Entitlement', endpoint: string, profile: PublishedProfile) => ({
  resourceType,
  created: profile.createdAt.toISOString(),
  lastModified: profile.changedAt.toISOString(),
  location: `${endpoint}/${profile.id}`,
});
