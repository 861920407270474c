import type { paths } from '../api/schema.js';

/** What a client asks for, and what is known of it. */
export type Asked = paths['/interaction/{uid}/details']['get']['responses'][200]['content']['application/json'];
