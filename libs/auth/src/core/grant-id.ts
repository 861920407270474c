import { isId } from './token-claims.js';

/** What a grant of the authorization server rests on: a person's word, given while their standing was this one. */
export type GrantBase = Readonly<{ delegationId: string; epoch: number }>;

/**
 * A grant carries what it rests on in its id, as a cookie carries its person's epoch: a refresh token from before
 * somebody was restricted, or took their word back, stays dead after they return or agree anew, even if nobody deleted it.
 */
export const grantIdOf = ({ delegationId, epoch }: GrantBase, secret: string): string =>
  `${delegationId}.${epoch}.${secret}`;

/** Null when the text is no grant id of ours. */
export function baseOf(grantId: string): GrantBase | null {
  const [delegationId, digits, secret, ...more] = grantId.split('.');
  if (!isId(delegationId) || !/^\d{1,9}$/.test(digits ?? '') || !secret || more.length > 0) return null;
  return { delegationId, epoch: Number(digits) };
}
