export { Fence } from './fence.js';
export { FenceModule, FenceReplicaModule } from './fence.module.js';
export type { PrincipalRow } from './principal.row.js';
export { FencePruning } from './pruning.js';
export { FenceReplica } from './replica.js';
export { replicasAt } from './replicas-at.js';
export type { Changed, Standing } from './snapshot.js';
