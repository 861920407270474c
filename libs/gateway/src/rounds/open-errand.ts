import type { Progress } from '@app/connectors';
import { decisionAgain, dutiesOn } from '../admission/decision.js';
import { freshness } from '../admission/freshness.js';
import { progressOf } from '../admission/progress.js';
import { standing } from '../admission/standing.js';
import { found } from '../found.js';
import { empty } from '../answer.js';
import { type Call, type Ending, Stop } from '../call.js';
import { Cut } from '../cut.js';
import type { House } from '../house.js';
import { knownToken } from '../known-token.js';
import type { OpenCall } from '../open-calls.js';
import type { Errand } from './errand.js';

/** An errand on the list of open calls. */
export class OpenErrand implements Errand, OpenCall {
  readonly signal = new Cut();
  /** Everybody without whom it may not go on. */
  readonly chain: readonly string[];
  private progress: ReturnType<typeof progressOf>;
  private leave: (() => void) | undefined;

  constructor(
    private call: Call,
    private readonly house: House,
  ) {
    this.chain = knownToken(found(call.token)).seenBy(house.fence).chain?.ids ?? nobody;
    house.calls.open(this);
    this.progress = this.serve(call);
  }

  get onProgress(): ((told: Progress) => void) | undefined {
    return this.progress.onProgress && ((told) => this.progress.onProgress?.(told));
  }

  readonly recheck = (): Stop | null => {
    const { call, house } = this;
    const ending = freshness(call, house) ?? standing(call, house) ?? decisionAgain(call, house);
    return ending ? new Stop(ending as Ending, 'cancelled') : null;
  };

  readonly beforeWrite = (): void => {
    this.judge();
    this.call.sent = true;
  };

  readonly mayTell = (): boolean => !dutiesOn(this.call, this.house).some((duty) => 'redact' in duty);

  readonly abort = (reason: Error): void => this.signal.abort(reason);

  judge(): void {
    const stop = this.recheck();
    if (stop) throw stop;
  }

  detach(): void {
    this.progress.end();
    if (this.leave) this.call.request.signal.removeEventListener('abort', this.leave);
  }

  attach(call: Call): void {
    this.call = call;
    this.progress = this.serve(call);
  }

  end(): void {
    this.detach();
    this.house.calls.close(this);
  }

  private serve(call: Call): ReturnType<typeof progressOf> {
    call.cancel = this.abort;
    // In the handshake era a closed connection is not a cancellation (MCP 2025-11-25 §cancellation).
    if (found(call.message).era === 'modern') {
      const { signal } = call.request;
      this.leave = () => this.abort(new Stop({ answer: empty(499) }, 'cancelled'));
      if (signal.aborted) this.leave();
      else signal.addEventListener('abort', this.leave, { once: true });
    }
    return progressOf(call, this.recheck, this.abort, this.mayTell);
  }
}

const nobody: readonly string[] = [];
