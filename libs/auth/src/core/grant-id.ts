import { isId } from './token-claims.js';

/** What a grant of the authorization server rests on: a person's word, given while they and the agent stood like this. */
export type GrantBase = Readonly<{ delegationId: string; epoch: number; agentEpoch: number }>;

/**
 * A grant carries what it rests on in its id, as a cookie carries its person's epoch: a refresh token from before
 * somebody or their agent was restricted, or they took their word back, stays dead after they return or agree anew, even if nobody deleted it.
 */
export const grantIdOf = ({ delegationId, epoch, agentEpoch }: GrantBase, secret: string): string =>
  `${delegationId}.${epoch}.${agentEpoch}.${secret}`;

/** Null when the text is no grant id of ours. */
export function baseOf(grantId: string): GrantBase | null {
  const [delegationId, epoch = '', agentEpoch = '', secret, ...more] = grantId.split('.');
  const areEpochs = [epoch, agentEpoch].every((digits) => /^\d{1,9}$/.test(digits));
  if (!isId(delegationId) || !areEpochs || !secret || more.length > 0) return null;
  return { delegationId, epoch: Number(epoch), agentEpoch: Number(agentEpoch) };
}
