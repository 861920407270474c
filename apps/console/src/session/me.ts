/** Who is signed in. */
export type Me = Readonly<{ personId: string; name: string; roles: readonly string[] }>;

/** The API lets in people with any role; the page need not offer what it would refuse. */
export const seesDecisions = ({ roles }: Me): boolean => roles.length > 0;
