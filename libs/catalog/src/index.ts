export { CatalogModule } from './catalog.module.js';
export { type Command, upstreamUrl } from './core/address.js';
export { type ToolDefinition, definitionHash } from './core/definition.js';
export { isServerName, publicName, splitPublicName } from './core/names.js';
export { ServerRow } from './server.row.js';
export { Servers } from './servers.js';
export { ToolDefinitionRow } from './tool-definition.row.js';
export { ToolRow } from './tool.row.js';
export { Tools } from './tools.js';
