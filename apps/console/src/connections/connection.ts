import type { paths } from '../api/schema.js';

/** A client that the reader let act for them, and the agent that it is. */
export type Connection =
  paths['/api/v1/me/connections']['get']['responses'][200]['content']['application/json'][number];
