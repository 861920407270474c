/** Who is signed in. */
export type Me = Readonly<{ personId: string; name: string; roles: readonly string[] }>;

/** Whoever watches over agents; the page need not offer what the API would refuse. */
export const seesDecisions = ({ roles }: Me): boolean => roles.some((role) => role !== 'agent_owner');
