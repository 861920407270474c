import type { paths } from '../api/schema.js';

/** A recorded call by the rule in its plainest form, over the facts as they were at the time. */
export type Explained = paths['/api/v1/decisions/explain']['post']['responses'][200]['content']['application/json'];
