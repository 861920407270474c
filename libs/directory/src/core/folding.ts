/**
 * The one form in which names are compared for uniqueness and filters: Unicode NFKC, then lower case. Done in code and
 * never in the database, whose `lower()` depends on its locale.
 */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
