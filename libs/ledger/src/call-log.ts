import { hash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Surroundings, newId } from '@app/kernel';
import { Sealer } from '@app/database';
import {
  CALL_INTENT,
  CALL_OUTCOME,
  type CallOutcome,
  type DecidedCall,
  intentText,
  outcomeText,
} from './core/call-record.js';
import { type CallInputs, sealInputs } from './call-inputs.js';
import { GroupCommit } from './group-commit.js';

/** With what it was decided by, to be judged again later, which is not part of the entry. */
export type CallIntent = DecidedCall & Readonly<{ inputs?: CallInputs }>;

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
  async intent(call: CallIntent): Promise<void> {
    const { tenant, callId, agentId, at, inputs } = call;
    const uid = newId();
    const row = { uid, tenant, type: CALL_INTENT, subject: agentId, callId, at, entry: intentText(uid, call) };
    const input =
      inputs && this.keepsInputs ? { callId, tenant, at, sealed: sealInputs(this.sealer, callId, inputs) } : null;
    await this.commits.write(row, input);
  }

  /**
   * Resolves when the outcome is durable. The first outcome of a call stands; a second one changes nothing.
   * @param isAwaited whether somebody waits for that; else it may take a few milliseconds more
   */
  async outcome(call: CallOutcome, isAwaited = true): Promise<void> {
    const { tenant, callId, at } = call;
    const uid = outcomeUid(callId);
    const row = { uid, tenant, type: CALL_OUTCOME, subject: callId, callId, at, entry: outcomeText(uid, call) };
    await this.commits.write(row, null, isAwaited);
  }

  /** How many records wait for their commit. */
  get waiting(): number {
    return this.commits.length;
  }

  /** False from a commit that failed until one that did not. */
  get isWell(): boolean {
    return this.commits.isWell;
  }

  /** Finds out whether records can be written again, when the last ones could not. Never rejects. */
  tryAgain(): Promise<void> {
    return this.commits.tryAgain();
  }

  onApplicationShutdown(): Promise<void> {
    return this.commits.close();
  }
}

/** The outcome's id follows from the call's (RFC 9562 §5.8), so that the database lets only one outcome stand. */
function outcomeUid(callId: string): string {
  const hex = hash('sha256', `outcome:${callId}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
