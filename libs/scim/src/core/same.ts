import { canonicalJson } from '@app/kernel';

/** Whether two pieces of JSON say the same; the order of members is no difference, and the database keeps none. */
export const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);
