import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Surroundings, newId } from '@app/kernel';
import { Sealer } from '@app/database';
import { CALL_INTENT, CALL_OUTCOME } from './core/call-record.js';
import { sealEntry } from './core/entry.js';
import { type CallInputs, sealInputs } from './call-inputs.js';
import { GroupCommit } from './group-commit.js';
import type { InputRow } from './rows.js';

/** Who calls what, for whom, and how it was decided, as it stands at this moment (R-LED-6). */
export type CallIntent = Readonly<{
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
  /** As of when it was decided, if it came to a decision; `at` is when the call had arrived. */
  decidedAt?: Date;
  /** What it was decided by, to be judged again later; not part of the entry. */
  inputs?: CallInputs;
}>;

export type CallOutcome = Readonly<{
  tenant: string;
  callId: string;
  at: Date;
  status:
    'ok' | 'tool_error' | 'protocol_error' | 'upstream_unavailable' | 'timeout' | 'cancelled' | 'withheld' | 'unknown';
  /** From the arrival of the call to its end, in microseconds. */
  latencyUs: number;
  resultDigest: string | null;
}>;

/** The two records of every governed call, written in shared commits off every business transaction. */
@Injectable()
export class CallLog implements OnApplicationShutdown {
  private readonly commits: GroupCommit;
  private readonly keepsInputs: boolean;

  constructor(
    { databaseUrl, callInputsDays }: Surroundings,
    private readonly sealer: Sealer,
  ) {
    this.commits = new GroupCommit(databaseUrl);
    this.keepsInputs = callInputsDays !== 0;
  }

  /**
   * Resolves when the intent is durable; only then may the call be forwarded (R-LED-1).
   * @throws Refusal `ledger.unavailable`
   */
  intent({ tenant, callId, at, ...said }: CallIntent): Promise<void> {
    const detail = {
      call_id: callId,
      method: said.method,
      agent: said.agentId,
      owner: said.ownerId,
      owner_status: said.ownerStatus,
      on_behalf_of: said.onBehalfOf,
      chain: said.chain,
      agents: said.agents.map(({ id, ownerId }) => ({ id, owner: ownerId })),
      delegations: said.delegations,
      token: {
        jti_digest: said.token.jtiDigest,
        root_digest: said.token.rootDigest,
        confirmation: said.token.confirmation,
        workload: said.token.workload,
      },
      client: said.clientId,
      server: said.server,
      tool: said.tool,
      definition_hash: said.definitionHash,
      args_digest: said.argsDigest,
      decision: said.decision,
      reason_code: said.reasonCode,
      grant_ids: said.grantIds,
      fence_seq: String(said.fenceSeq),
      ...(said.forwardedAs && {
        forwarded_as: { tool: said.forwardedAs.tool, args_digest: said.forwardedAs.argsDigest },
      }),
      ...(said.spends && { spends: said.spends }),
      ...(said.obligations && { obligations: said.obligations }),
      ...(said.session !== undefined && { session: said.session }),
      ...(said.decidedAt && { decided_at: said.decidedAt.toISOString() }),
    };
    const { inputs } = said;
    const input =
      inputs && this.keepsInputs ? { callId, tenant, at, sealed: sealInputs(this.sealer, callId, inputs) } : null;
    return this.write(CALL_INTENT, newId(), tenant, callId, said.agentId, at, detail, input);
  }

  /** Resolves when the outcome is durable. The first outcome of a call stands; a second one changes nothing. */
  outcome({ tenant, callId, at, status, latencyUs, resultDigest }: CallOutcome): Promise<void> {
    const detail = { call_id: callId, result_status: status, latency_us: latencyUs, result_digest: resultDigest };
    return this.write(CALL_OUTCOME, outcomeUid(callId), tenant, callId, callId, at, detail);
  }

  onApplicationShutdown(): Promise<void> {
    return this.commits.close();
  }

  private async write(
    type: string,
    uid: string,
    tenant: string,
    callId: string,
    subject: string,
    at: Date,
    detail: Readonly<Record<string, unknown>>,
    input: InputRow | null = null,
  ): Promise<void> {
    const actor = { kind: 'system', id: 'gateway' };
    const { text } = sealEntry({ uid, type, at: at.toISOString(), actor, subject, detail }, new Map());
    await this.commits.write({ uid, tenant, type, subject, callId, at, entry: text }, input);
  }
}

/** The outcome's id follows from the call's (RFC 9562 §5.8), so that the database lets only one outcome stand. */
function outcomeUid(callId: string): string {
  const hex = createHash('sha256').update(`outcome:${callId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
