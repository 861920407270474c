import { LARGEST_PAGE } from './list-query.js';
import { ENTERPRISE_USER, GROUP, USER } from './registry.js';
import { groupSchema } from './group.schema.js';
import { enterpriseUserSchema, userSchema } from './user.schema.js';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SERVICE_PROVIDER = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

/**
 * RFC 7643 §5: what works now, and nothing else. Bulk is off, but clients (authentik) split the operations of a PATCH
 * by its `maxOperations`.
 */
export const serviceProviderConfig = (base: string) => ({
  schemas: [SERVICE_PROVIDER],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 1000, maxPayloadSize: 1_048_576 },
  filter: { supported: true, maxResults: LARGEST_PAGE },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
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
export const resourceTypes = (base: string) => [
  {
    schemas: [RESOURCE_TYPE],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'People',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE_USER, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  },
  {
    schemas: [RESOURCE_TYPE],
    id: 'Group',
    name: 'Group',
    endpoint: '/Groups',
    description: 'Groups of people',
    schema: GROUP,
    schemaExtensions: [],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/Group` },
  },
];

/** RFC 7643 §7: the schemas by which bodies are really read. */
export const schemas = (base: string) =>
  [userSchema, enterpriseUserSchema, groupSchema].map((schema) => ({
    schemas: [SCHEMA],
    ...schema,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }));
