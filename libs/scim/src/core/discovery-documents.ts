import { LONGEST_BODY, MOST_BULK_OPERATIONS } from './bulk-request.js';
import { CURSOR_TIMEOUT } from './cursor.js';
import { LARGEST_PAGE, USUAL_PAGE } from './list-query.js';
import type { ResourceKind } from './resource-kind.js';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SERVICE_PROVIDER = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

/** What discovery needs to know of a source beside its kinds of resources. */
type Offered = Readonly<{ agents: boolean }>;

/**
 * RFC 7643 §5: what works now, and nothing else. Clients (authentik) also split the operations of a PATCH by
 * `maxOperations`.
 */
export const serviceProviderConfig = (base: string, { agents }: Offered) => ({
  schemas: [SERVICE_PROVIDER],
  patch: { supported: true },
  bulk: { supported: true, maxOperations: MOST_BULK_OPERATIONS, maxPayloadSize: LONGEST_BODY },
  filter: { supported: true, maxResults: LARGEST_PAGE },
  changePassword: { supported: false },
  sort: { supported: true },
  pagination: {
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    defaultPageSize: USUAL_PAGE,
    maxPageSize: LARGEST_PAGE,
    cursorTimeout: CURSOR_TIMEOUT,
  },
  etag: { supported: true },
  RolesAndEntitlements: {
    roles: { supported: true, multipleRolesSupported: true, primarySupported: true, typeSupported: false },
    entitlements: {
      supported: true,
      multipleEntitlementsSupported: true,
      primarySupported: true,
      typeSupported: true,
      types: ['AccessProfile'],
    },
  },
  agentExtension: { supported: agents, agentsSupported: agents, agenticApplicationsSupported: agents },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token of the source',
      description: 'The token that was shown when the source was connected, as an HTTP bearer token (RFC 6750).',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

/** RFC 7643 §6. */
export const resourceTypes = (base: string, kinds: readonly ResourceKind[]) =>
  kinds.map(({ name, endpoint, description, registry }) => ({
    schemas: [RESOURCE_TYPE],
    id: name,
    name,
    endpoint,
    description,
    schema: registry.core.id,
    schemaExtensions: registry.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));

/** RFC 7643 §7: the schemas by which bodies are really read. */
export const schemas = (base: string, kinds: readonly ResourceKind[]) =>
  kinds
    .flatMap(({ registry }) => [registry.core, ...registry.extensions])
    .map((schema) => ({
      schemas: [SCHEMA],
      ...schema,
      meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
    }));
