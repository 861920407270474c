export { LifecycleEventRow } from './lifecycle-event.row.js';
export { Lifecycle } from './lifecycle.js';
export { LifecycleModule } from './lifecycle.module.js';
