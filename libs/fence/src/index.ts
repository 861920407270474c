export { Fence, type NewPrincipal } from './fence.js';
export { FenceModule, FenceReplicaModule } from './fence.module.js';
export { PrincipalRow } from './principal.row.js';
export { FenceReplica } from './replica.js';
export type { Follower, Standing } from './snapshot.js';
