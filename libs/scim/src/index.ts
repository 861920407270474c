export { scimTypeOf } from './core/scim-type.js';
export type { Query } from './core/selection.js';
export type { ListResponse, ScimResource } from './core/wire.js';
export { ScimDiscovery } from './discovery.js';
export { ScimGroups } from './groups.js';
export { ScimModule } from './scim.module.js';
export { ScimUsers } from './users.js';
