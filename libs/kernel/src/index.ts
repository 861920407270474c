export { type Actor, DEFAULT_TENANT, nameOf, person, policy, system } from './actor.js';
export { Bell } from './bell.js';
export { Clock, SystemClock } from './clock.js';
export { newId } from './ids.js';
export { productVersion } from './product-version.js';
export { Refusal } from './refusal.js';
export { Surroundings } from './surroundings.js';
export { type RefusalCode, refusals } from './refusals.js';
export { within } from './within.js';
