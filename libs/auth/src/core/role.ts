/** What a person may be in Surety itself; rights to tools have nothing to do with it. */
export const roles = ['admin', 'reviewer', 'auditor', 'agent_owner', 'security_operator'] as const;
export type Role = (typeof roles)[number];

/** Whoever breaks the glass has these for the length of that session, and none that could be given or reviewed. */
export const breakGlassRoles: readonly Role[] = ['admin', 'security_operator'];
