import { hash } from 'node:crypto';
import type { Decision } from '@app/access';
import type { VerifiedToken } from '@app/auth';
import type { CallIntent } from '@app/ledger';
import type { Call, Ending } from '../call.js';
import { contextOf } from './decision.js';
import { chainOf } from '../core/standing.js';
import type { House } from '../house.js';

/**
 * Writes who called what for whom and how it was decided, and waits until it is durable: before an allowed call goes
 * out (R-LED-1), and before a known agent hears of a refusal. Methods that reach no tool are not recorded.
 */
export async function intent(call: Call, house: House, ending: Ending | undefined): Promise<void> {
  const { token, decision } = call;
  if (!token || (ending && !ending.refused)) return;
  const chain = chainOf(token, (id) => house.fence.standing(id));
  if (!chain) return;
  const allows = !ending && decision?.effect === 'allow';
  await house.log.intent({
    tenant: chain.tenant,
    callId: call.id,
    at: call.at,
    method: recordable(call.message?.method ?? ''),
    agentId: token.agentId,
    ownerId: chain.ownerId,
    ownerStatus: chain.ownerStatus,
    onBehalfOf: token.personId,
    chain: chain.ids,
    agents: chain.agents,
    delegations: token.delegations,
    token: {
      jtiDigest: hash('sha256', token.jti),
      rootDigest: hash('sha256', token.root ?? token.jti),
      confirmation: keyOf(token),
      workload: token.workload,
    },
    clientId: token.clientId,
    server: call.target?.server ?? call.server ?? '',
    tool: recordable(call.target?.tool ?? nameIn(call)),
    definitionHash: decision?.tool?.definitionHash ?? null,
    argsDigest: house.digest(call.argsText),
    decision: allows ? 'allow' : decision?.effect === 'hold' && ending?.refused === decision.code ? 'hold' : 'deny',
    reasonCode: ending?.refused ?? decision?.code ?? 'error',
    grantIds: decision?.grantIds ?? [],
    fenceSeq: house.fence.seq,
    ...(call.forwardedAs && {
      forwardedAs: { tool: call.forwardedAs.tool, argsDigest: house.digest(call.forwardedAs.argsText) },
    }),
    ...(allows && decision && owed(call, decision)),
    ...(decision && call.decidedAt && { decidedAt: call.decidedAt }),
    ...(decision && call.target && { inputs: { arguments: call.target.args, context: contextOf(call) } }),
  });
  call.allowed = allows;
}

/** What an allowed call uses up, and what must be done with its result. */
const owed = (
  { usage }: Call,
  { spends, obligations }: Decision,
): Pick<CallIntent, 'spends' | 'obligations' | 'session'> => ({
  ...(spends.length > 0 && { spends: spends.map(({ key, limit }) => ({ key, limit })) }),
  ...(obligations.length > 0 && { obligations }),
  ...(usage?.session != null && { session: usage.session }),
});

const keyOf = ({ confirmation }: VerifiedToken): string | null => {
  const [entry] = Object.entries(confirmation ?? {});
  return entry ? entry.join(':') : null;
};

const nameIn = (call: Call): string => {
  const name = call.message?.params['name'];
  return typeof name === 'string' ? name : '';
};

/** Names are the client's text: bounded, and in characters that every reader of the ledger can hold. */
const recordable = (name: string): string => name.slice(0, 128).replace(/[^\x20-\x7e]/g, '?');
