import type { Decision } from '@app/access';
import type { CallIntent } from '@app/ledger';
import type { Call, Ending } from '../call.js';
import { contextOf } from './decision.js';
import type { House } from '../house.js';
import { knownToken } from '../known-token.js';

/**
 * Writes who called what for whom and how it was decided, and waits until it is durable: before an allowed call goes
 * out (R-LED-1), and before a known agent hears of a refusal. Methods that we serve by ourselves are not recorded.
 */
export async function intent(call: Call, house: House, ending: Ending | undefined): Promise<void> {
  const { token, decision } = call;
  if (!token || (ending && !ending.refused)) return;
  const known = knownToken(token);
  const { chain } = known.seenBy(house.fence);
  if (!chain) return;
  const allows = !ending && decision?.effect === 'allow';
  const told: Writable<CallIntent> = {
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
    token: known.recorded,
    clientId: token.clientId,
    server: call.target?.server ?? call.server ?? '',
    kind: call.target?.kind ?? 'tool',
    tool: nameOf(call),
    definitionHash: decision?.tool?.definitionHash ?? null,
    argsDigest: house.digest(call.argsText),
    decision: allows ? 'allow' : decision?.effect === 'hold' && ending?.refused === decision.code ? 'hold' : 'deny',
    reasonCode: ending?.refused ?? decision?.code ?? 'error',
    grantIds: decision?.grantIds ?? [],
    fenceSeq: house.fence.seq,
  };
  if (call.forwardedAs) {
    told.forwardedAs = { tool: call.forwardedAs.tool, argsDigest: house.digest(call.forwardedAs.argsText) };
  }
  if (allows && decision) owe(told, call, decision);
  answer(told, call, house);
  if (decision && call.decidedAt) told.decidedAt = call.decidedAt;
  if (decision && call.target) told.inputs = { arguments: call.target.args, context: contextOf(call) };
  await house.log.intent(told);
  if (allows) call.allowedIn = chain.tenant;
}

/** Field by field: to spread what is seldom there takes longer than to digest the arguments. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What an allowed call uses up, and what must be done with its result. */
function owe(told: Writable<CallIntent>, { usage }: Call, { spends, obligations }: Decision): void {
  if (spends.length > 0) told.spends = spends.map(({ key, limit }) => ({ key, limit }));
  if (obligations.length > 0) told.obligations = obligations;
  if (usage?.session != null) told.session = usage.session;
}

/** Which call it goes on with, and by what answers. */
function answer(told: Writable<CallIntent>, { continued, message }: Call, house: House): void {
  const inputResponses = message?.params['inputResponses'];
  if (continued) told.continues = continued.callId;
  if (inputResponses !== undefined) told.answersDigest = house.digest(JSON.stringify(inputResponses));
}

/** Of what is in the catalog its own name. */
function nameOf(call: Call): string {
  const { target, decision } = call;
  if (target && (decision?.tool || target.kind === 'tool' || target.kind === 'prompt')) {
    return recordable(target.tool, decision?.tool ? LONGEST_URI : LONGEST_NAME);
  }
  return recordable(nameIn(call));
}

/** What was asked for when nothing is known by it. Of a URI its scheme only: the rest may hold what nobody should keep. */
const nameIn = ({ message }: Call): string => {
  const { name, uri } = message?.params ?? {};
  if (typeof name === 'string') return name;
  return typeof uri === 'string' ? uri.slice(0, uri.indexOf(':') + 1) : '';
};

const LONGEST_NAME = 128;
/** As long as one of the catalog may be. */
const LONGEST_URI = 2048;

/** Names are the client's text: bounded, and in characters that every reader of the ledger can hold. */
const recordable = (name: string, longest = LONGEST_NAME): string => {
  const said = name.length > longest ? name.slice(0, longest) : name;
  return PLAIN.test(said) ? said : said.replace(/[^\x20-\x7e]/g, '?');
};
const PLAIN = /^[\x20-\x7e]*$/;
