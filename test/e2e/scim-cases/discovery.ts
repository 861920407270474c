import { expect as matching } from 'vitest';
import { ENT, GRP, HR, LIST, type Request, type Row, USR, hr } from './case.js';

const row = (id: string, send: Request | string, expect: Row['expect'], rest: Partial<Row> = {}): Row => ({
  id,
  send: typeof send === 'string' ? { path: send } : send,
  expect,
  effect: 'nothing',
  ...rest,
});
const verbs = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
const supported = { supported: true };

export const discovery: readonly Row[] = [
  row('discovery.config', '/ServiceProviderConfig', {
    status: 200,
    headers: { 'content-type': /^application\/scim\+json/ },
    body: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: supported,
      bulk: { supported: true, maxOperations: matching.any(Number), maxPayloadSize: matching.any(Number) },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      sort: supported,
      etag: supported,
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
      meta: { resourceType: 'ServiceProviderConfig', location: 'http://localhost/scim/v2/ServiceProviderConfig' },
    },
  }),
  row('discovery.config.pagination', '/ServiceProviderConfig', {
    status: 200,
    body: { pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 1000 } },
  }),
  row('discovery.config.filter', '/ServiceProviderConfig?filter=patch.supported+eq+true', { status: 403 }),
  row('discovery.config.paging-ignored', '/ServiceProviderConfig?startIndex=7&count=1&sortBy=x', {
    status: 200,
    body: { patch: supported },
  }),
  row('discovery.types', '/ResourceTypes', {
    status: 200,
    body: {
      schemas: [LIST],
      Resources: matching.arrayContaining([
        matching.objectContaining({ id: 'User', endpoint: '/Users', schema: USR }),
        matching.objectContaining({ id: 'Group', endpoint: '/Groups', schema: GRP }),
      ]),
    },
  }),
  row('discovery.type', '/ResourceTypes/User', {
    status: 200,
    body: {
      id: 'User',
      name: 'User',
      schemaExtensions: [{ schema: ENT, required: false }],
      meta: { location: 'http://localhost/scim/v2/ResourceTypes/User' },
    },
  }),
  row('discovery.type.unknown', '/ResourceTypes/Toaster', { status: 404 }),
  row('discovery.types.filter', '/ResourceTypes?filter=name+eq+%22User%22', { status: 403 }),
  row(
    'discovery.type.own-extension',
    '/ResourceTypes/User',
    {
      status: 200,
      body: { schemaExtensions: matching.arrayContaining([matching.objectContaining({ schema: HR })]) },
    },
    { source: { extensions: [hr] } },
  ),
  row('discovery.schemas', '/Schemas', {
    status: 200,
    body: {
      schemas: [LIST],
      Resources: matching.arrayContaining([USR, ENT, GRP].map((id) => matching.objectContaining({ id }))),
    },
  }),
  row('discovery.schemas.paging-ignored', '/Schemas?count=1', {
    status: 200,
    body: {
      Resources: matching.arrayContaining([
        matching.objectContaining({ id: USR }),
        matching.objectContaining({ id: GRP }),
      ]),
    },
  }),
  row('discovery.schemas.filter', '/Schemas?filter=id+pr', { status: 403 }),
  row('discovery.schema.user', `/Schemas/${USR}`, {
    status: 200,
    body: {
      id: USR,
      attributes: matching.arrayContaining([
        matching.objectContaining({
          name: 'userName',
          required: true,
          caseExact: false,
          uniqueness: 'server',
          mutability: 'readWrite',
          returned: 'default',
          type: 'string',
          multiValued: false,
        }),
        matching.objectContaining({ name: 'groups', mutability: 'readOnly' }),
        matching.objectContaining({ name: 'emails', multiValued: true, type: 'complex' }),
      ]),
    },
  }),
  row('discovery.schema.enterprise', `/Schemas/${ENT}`, { status: 200, body: { id: ENT } }),
  row('discovery.schema.group', `/Schemas/${GRP}`, { status: 200, body: { id: GRP } }),
  row(
    'discovery.schema.own',
    `/Schemas/${HR}`,
    { status: 200, body: { id: HR, name: 'HR' } },
    { source: { extensions: [hr] } },
  ),
  row('discovery.schema.of-another-source', `/Schemas/${HR}`, { status: 404 }),
  row('discovery.schema.unknown', '/Schemas/urn:nothing', { status: 404 }),
  ...verbs.map((method) =>
    row(`discovery.config.${method}`, { method, path: '/ServiceProviderConfig', body: {} }, { status: [404, 405] }),
  ),
  ...verbs.map((method) =>
    row(`discovery.schemas.${method}`, { method, path: '/Schemas', body: {} }, { status: [404, 405] }),
  ),
  row('discovery.me', '/Me', { status: [308, 501] }),
  row('discovery.roles', '/Roles', { status: 200, body: { schemas: [LIST] } }),
  row('discovery.entitlements', '/Entitlements', { status: 200, body: { schemas: [LIST] } }),
  row(
    'discovery.roles.read-only',
    { method: 'POST', path: '/Roles', body: { value: 'admin' } },
    { status: [403, 404, 405, 501] },
  ),
  row(
    'discovery.entitlements.read-only',
    { method: 'DELETE', path: '/Entitlements/x' },
    { status: [403, 404, 405, 501] },
  ),
];
