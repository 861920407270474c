/** The way out to addresses that people or their servers name, so that none of them leads us where we must not go. */
export { ForbiddenAddress, guardedConnector } from './guarded-connector.js';
