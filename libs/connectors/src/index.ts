export { CatalogSync } from './catalog-sync.js';
export { CatalogSyncModule, ConnectorsModule } from './connectors.module.js';
export type { RpcAnswer } from './core/message.js';
export { type HeaderParameter, headerParameters, headerText } from './core/parameter-headers.js';
export type { ClientKey, Dialogue, Question, Told } from './dialogue.js';
export type { Progress } from './core/progress.js';
export { Reaches, type ServerState } from './credentials/reaches.js';
export { Upstreams } from './upstreams.js';
