import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { type CallIntentEntry, KeptCallInputs, intentOf } from '@app/ledger';
import { contextOf } from '../core/call-context.js';
import type { CallContext } from '../core/condition/types.js';
import { decide } from '../core/decide.js';
import type { AccessRequest, Decision } from '../core/decision.js';
import type { AccessFacts } from '../core/facts.js';
import { isDecided } from '../core/decided-codes.js';
import { rootedChain } from '../core/rooted-chain.js';
import type { Kind } from '../core/selector/pattern.js';
import { ANY_ARGUMENTS } from '../core/weigh.js';
import { factsAsOf } from '../history/facts-as-of.js';
import { type NamedStep, naming } from '../history/naming.js';

/** A call that was made or might be. */
export type Question = Readonly<{
  agentId: string;
  personId?: string | null;
  /** The agents between the call and its beginning; left out: the agent alone. */
  chain?: readonly string[];
  /** Left out: all that are live between them. */
  delegations?: readonly string[];
  serverName: string;
  toolName: string;
  kind?: Kind;
  /** Left out: for some arguments or other. */
  args?: unknown;
  context?: CallContext;
  /** Left out: now. */
  at?: Date;
}>;

/** `missing`: the first link that is not there, of what was not allowed. */
export type Explanation = Omit<Decision, 'path'> &
  Readonly<{ at: Date; path: readonly NamedStep[]; missing: NamedStep | null }>;

/**
 * `inputs`: what is known of what the call was about. `agrees`: whether the same comes out now; null when the call was
 * refused for another reason than its rights, or when what it was about is not known and decides.
 */
export type ExplainedCall = Explanation &
  Readonly<{
    call: CallIntentEntry;
    inputs: 'kept' | 'without-arguments' | 'not-kept';
    agrees: boolean | null;
  }>;

/** Why a call is allowed or not, by the rule in its plainest form over the facts as they were at the time. */
@Injectable()
export class Explanations {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly inputs: KeptCallInputs,
  ) {}

  explain(actor: Actor, question: Question): Promise<Explanation> {
    return this.db.read(actor, (tx) => this.explainIn(tx, question));
  }

  /** As `explain`, in a transaction of the caller's. */
  async explainIn(tx: Tx, question: Question): Promise<Explanation> {
    return explained(tx, await this.answer(tx, question));
  }

  /**
   * A call that was decided, once more.
   * @throws Refusal call.unknown
   */
  ofCall(actor: Actor, callId: string): Promise<ExplainedCall> {
    return this.db.read(actor, async (tx) => {
      const call = await intentOf(tx, callId);
      if (!call) throw new Refusal('call.unknown');
      return this.ofCallIn(tx, call);
    });
  }

  async ofCallIn(tx: Tx, call: CallIntentEntry): Promise<ExplainedCall> {
    const kept = (await this.inputs.of(tx, [call.callId])).get(call.callId);
    const inputs = kept === undefined ? 'not-kept' : 'arguments' in kept ? 'kept' : 'without-arguments';
    const context = contextOf(kept?.context);
    const asked = {
      ...questionOf(call),
      ...(inputs === 'kept' && { args: kept?.arguments }),
      ...(context && { context }),
    };
    const answer = await this.answer(tx, asked);
    const { decision } = answer;
    const isSame = isAsRecorded(decision, call);
    // of what nobody knows, the most was taken for granted: only when the least makes no difference, it decides nothing
    const isTold =
      isDecided(call.reasonCode) && (inputs === 'kept' || (isSame && (await this.isPlain(tx, asked, call))));
    return { ...(await explained(tx, answer)), call, inputs, agrees: isTold ? isSame : null };
  }

  /** Whether the same comes out also when nothing is known of the arguments. */
  private async isPlain(tx: Tx, asked: Question, call: CallIntentEntry): Promise<boolean> {
    return isAsRecorded((await this.answer(tx, { ...asked, args: undefined })).decision, call);
  }

  /** The decision that a gateway made, or would have made, at that time. */
  async decideIn(tx: Tx, request: AccessRequest): Promise<Decision> {
    return decide(request, await factsFor(tx, request, request.delegations));
  }

  private async answer(tx: Tx, question: Question): Promise<Answer> {
    const { personId = null, chain = [question.agentId], delegations } = question;
    const at = question.at ?? this.clock.now();
    const whole = { ...question, personId, chain, at };
    const facts = await factsFor(tx, whole, delegations ?? null);
    const links = delegations ?? rootedChain(facts.delegations, chain, personId);
    const args = 'args' in question ? question.args : ANY_ARGUMENTS;
    return { at, decision: decide({ ...whole, delegations: links, args }, facts) };
  }
}

type Whole = Pick<AccessRequest, 'chain' | 'personId' | 'serverName' | 'toolName' | 'at'>;

/** @param delegationIds null: all that are live between them */
function factsFor(tx: Tx, request: Whole, delegationIds: readonly string[] | null): Promise<AccessFacts> {
  const { chain, personId, serverName, toolName, at } = request;
  const personIds = personId === null ? [] : [personId];
  return factsAsOf(tx, { agentIds: chain, personIds, delegationIds, asked: { serverName, toolName } }, at);
}

type Answer = Readonly<{ at: Date; decision: Decision }>;

export function questionOf(call: CallIntentEntry): Question {
  const { agentId, personId, chain, delegations, server, tool, kind } = call;
  return {
    agentId,
    personId,
    chain,
    delegations,
    serverName: server,
    toolName: tool,
    kind,
    at: call.decidedAt ?? call.at,
  };
}

async function explained(tx: Tx, { at, decision }: Answer): Promise<Explanation> {
  const path = (await naming(tx, [decision.path]))(decision.path);
  return { ...decision, at, path, missing: path.find(({ step }) => step === 'missing') ?? null };
}

const isAsRecorded = ({ effect, code, grantIds }: Decision, call: CallIntentEntry): boolean =>
  effect === call.decision && code === call.reasonCode && sameIds(grantIds, call.grantIds);
const sameIds = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();
