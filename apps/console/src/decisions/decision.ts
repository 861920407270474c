import type { paths } from '../api/schema.js';

/** One decision on a tool call, as the ledger has it, with the names of today. */
export type Decision = paths['/api/v1/decisions']['get']['responses'][200]['content']['application/json'][number];

export type Filter = 'all' | 'refused';
export const passes = ({ decision }: Decision, filter: Filter): boolean => filter === 'all' || decision === 'deny';
