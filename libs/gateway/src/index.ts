export { type Row, admission } from './admission/index.js';
export type { Answer } from './answer.js';
export { GatewayModule } from './gateway.module.js';
export { House } from './house.js';
export type { Terms } from './tool-terms.js';
export { McpGateway } from './mcp-gateway.js';
