export type { LifecycleKind } from './core/person-state.js';
export type { Effects } from './effects.js';
export { LifecycleEventRow } from './lifecycle-event.row.js';
export { Lifecycle } from './lifecycle.js';
export { LifecycleModule } from './lifecycle.module.js';
