/** What one process may do; by default it does all of it. */
export const roles = ['api', 'gateway', 'worker'] as const;
export type Role = (typeof roles)[number];
