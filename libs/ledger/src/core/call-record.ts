import { Refusal } from '@app/kernel';
import { canonical } from './canonical.js';
import { MAX_ENTRY_BYTES } from './entry.js';
import { timeText } from './time-text.js';

/**
 * Types of the two entries of a tool call. The intent is durable before the call is forwarded; the outcome follows,
 * joined by `call_id`; an intent without outcome is a call of unknown result. The detail that reports read:
 * - intent: `call_id, agent, owner, owner_status, on_behalf_of, chain, client, server, tool, definition_hash,
 *   args_digest, decision, reason_code, grant_ids, fence_seq` (`fence_seq` is a decimal string); besides,
 *   `agents, delegations, token`, which tell the chain link by link and stand in the entry only
 * - outcome: `call_id, result_status, latency_us` (whole microseconds)
 */
export const CALL_INTENT = 'call.intent';
export const CALL_OUTCOME = 'call.outcome';

/** Who calls what, for whom, and how it was decided, as it stands at this moment (R-LED-6). */
export type DecidedCall = Readonly<{
  tenant: string;
  /** UUID that joins intent and outcome. */
  callId: string;
  at: Date;
  /** MCP method, for example `tools/call`. */
  method: string;
  agentId: string;
  ownerId: string;
  ownerStatus: string;
  /** The person for whom a delegated agent acts. */
  onBehalfOf: string | null;
  /** Everybody without whom the call could not be made. */
  chain: readonly string[];
  /** The agents between the call and its beginning, the one that calls first, each with who answered for it then. */
  agents: readonly Readonly<{ id: string; ownerId: string | null }>[];
  /** Ids of the delegations that the token rests on. */
  delegations: readonly string[];
  token: Readonly<{
    /** SHA-256 of the token's `jti`, in hexadecimal, and of that of the token at the root of its exchanges. */
    jtiDigest: string;
    rootDigest: string;
    /** The holder's key, `jkt:` or `x5t#S256:` and its thumbprint; null for a bearer token. */
    confirmation: string | null;
    /** The workload that proved the agent. */
    workload: Readonly<{ iss: string; sub: string }> | null;
  }>;
  clientId: string;
  server: string;
  /** Of what kind `tool` is; a URI template stands for the resources that it names. */
  kind?: 'tool' | 'resource' | 'resource_template' | 'prompt';
  tool: string;
  definitionHash: string | null;
  /** Keyed digest of the arguments, in hexadecimal. */
  argsDigest: string;
  decision: 'allow' | 'hold' | 'deny';
  reasonCode: string;
  grantIds: readonly string[];
  fenceSeq: number;
  /** Of a safe variant: the tool that was called in its place, and the keyed digest of the arguments made for it. */
  forwardedAs?: Readonly<{ tool: string; argsDigest: string }>;
  /** What the call uses up, by the names of the counters, and up to what. */
  spends?: readonly Readonly<{ key: string; limit: number | null }>[];
  /** What must be done with its result. */
  obligations?: readonly unknown[];
  /** The session that its counters and its history are of. */
  session?: string;
  /** The call that ended in the question which this one answers. */
  continues?: string;
  /** Keyed digest of what the client answered, in hexadecimal. */
  answersDigest?: string;
  /** As of when it was decided, if it came to a decision; `at` is when the call had arrived. */
  decidedAt?: Date;
}>;

export type CallOutcome = Readonly<{
  tenant: string;
  callId: string;
  at: Date;
  status:
    | 'ok'
    | 'tool_error'
    | 'protocol_error'
    | 'upstream_unavailable'
    | 'timeout'
    | 'cancelled'
    | 'withheld'
    /** It ended in a question; a later call that names this one goes on with it. */
    | 'input_required'
    | 'unknown';
  /** From the arrival of the call to its end, in microseconds. */
  latencyUs: number;
  resultDigest: string | null;
}>;

/**
 * The text of the entry, as `sealEntry` would give it: put together by hand in the order of the keys, because there are
 * two for every call. @throws Refusal as `sealEntry`
 */
export function intentText(uid: string, call: DecidedCall): string {
  const { forwardedAs, token } = call;
  const detail =
    `"agent":${json(call.agentId)},"agents":${agentsText(call.agents)}${maybe(',"answers_digest":', call.answersDigest)}` +
    `,"args_digest":${json(call.argsDigest)},"call_id":${json(call.callId)},"chain":${listText(call.chain)}` +
    `,"client":${json(call.clientId)}${maybe(',"continues":', call.continues)}` +
    (call.decidedAt ? `,"decided_at":"${timeText(call.decidedAt)}"` : '') +
    `,"decision":${json(call.decision)},"definition_hash":${json(call.definitionHash)}` +
    `,"delegations":${listText(call.delegations)},"fence_seq":"${call.fenceSeq}"` +
    (forwardedAs
      ? `,"forwarded_as":{"args_digest":${json(forwardedAs.argsDigest)},"tool":${json(forwardedAs.tool)}}`
      : '') +
    `,"grant_ids":${listText(call.grantIds)}${call.kind && call.kind !== 'tool' ? `,"kind":${json(call.kind)}` : ''}` +
    `,"method":${json(call.method)}${call.obligations ? `,"obligations":${canonical(call.obligations, IN_DETAIL)}` : ''}` +
    `,"on_behalf_of":${json(call.onBehalfOf)},"owner":${json(call.ownerId)},"owner_status":${json(call.ownerStatus)}` +
    `,"reason_code":${json(call.reasonCode)},"server":${json(call.server)}${maybe(',"session":', call.session)}` +
    (call.spends ? `,"spends":${canonical(call.spends, IN_DETAIL)}` : '') +
    `,"token":{"confirmation":${json(token.confirmation)},"jti_digest":${json(token.jtiDigest)}` +
    `,"root_digest":${json(token.rootDigest)},"workload":${token.workload ? canonical(token.workload, IN_DETAIL + 1) : 'null'}}` +
    `,"tool":${json(call.tool)}`;
  return entryText(uid, CALL_INTENT, call.at, call.agentId, detail);
}

/** As `intentText`. */
export function outcomeText(uid: string, { callId, at, status, latencyUs, resultDigest }: CallOutcome): string {
  const detail =
    `"call_id":${json(callId)},"latency_us":${canonical(latencyUs)}` +
    `,"result_digest":${json(resultDigest)},"result_status":${json(status)}`;
  return entryText(uid, CALL_OUTCOME, at, callId, detail);
}

/** So many levels stand above a member of the detail. */
const IN_DETAIL = 2;

function entryText(uid: string, type: string, at: Date, subject: string, detail: string): string {
  const time = timeText(at);
  if (time.length !== 24) throw new TypeError('`at` is not of our era');
  const text =
    `{"actor":{"id":"gateway","kind":"system"},"at":"${time}","c":{},"d":{${detail}}` +
    `,"subject":${json(subject)},"type":"${type}","uid":${json(uid)},"v":1}`;
  // one character has three bytes at the most
  if (text.length > MAX_ENTRY_BYTES / 3 && Buffer.byteLength(text) > MAX_ENTRY_BYTES)
    throw new Refusal('ledger.entry-too-large', `${Buffer.byteLength(text)} bytes`);
  return text;
}

/** What needs no escape stands as it is. */
const json = (value: string | null): string =>
  typeof value === 'string' && !/[^\x20-\x7e]|["\\]/.test(value) ? `"${value}"` : canonical(value);

const maybe = (name: string, value: string | undefined): string => (value === undefined ? '' : name + json(value));

function listText(values: readonly string[]): string {
  let text = '';
  for (const value of values) text += text === '' ? json(value) : `,${json(value)}`;
  return `[${text}]`;
}

function agentsText(agents: DecidedCall['agents']): string {
  let text = '';
  for (const { id, ownerId } of agents) {
    text += `${text === '' ? '' : ','}{"id":${json(id)},"owner":${json(ownerId)}}`;
  }
  return `[${text}]`;
}
