/** What a person may be in Surety itself; rights to tools have nothing to do with it. */
export const roles = ['admin', 'reviewer', 'auditor'] as const;
export type Role = (typeof roles)[number];
