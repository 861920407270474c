import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FenceReplica } from '@app/fence';
import { Refusal, type RefusalCode } from '@app/kernel';
import { CallLog } from '@app/ledger';

/** Whether this replica may be sent calls, and if not, for which reasons: stable codes with a sentence each. */
export type Ready = Readonly<{
  ready: boolean;
  because: readonly Readonly<{ code: string; sentence: string }>[];
  fenceSeq: number;
}>;

/** What a load balancer asks: may this replica decide now, and can it record what it decides? */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    @Inject(FenceReplica) private readonly fence: Pick<FenceReplica, 'isFresh' | 'seq'>,
    @Inject(CallLog) private readonly log: Pick<CallLog, 'isWell' | 'tryAgain'>,
  ) {}

  now(): Ready {
    const codes: RefusalCode[] = [];
    if (!this.fence.isFresh()) codes.push('fence.not-fresh');
    if (!this.log.isWell) {
      codes.push('ledger.unavailable');
      // calls that nobody sends here cannot show that it is well again; whoever asks next hears it
      void this.log.tryAgain();
    }
    if (this.isStopping) codes.push('gateway.stopping');
    const because = codes.map((code) => ({ code, sentence: new Refusal(code).message }));
    return { ready: because.length === 0, because, fenceSeq: this.fence.seq };
  }

  /** From now on no new calls should come; those that do are served. */
  stopping(): void {
    this.isStopping = true;
  }

  onModuleDestroy(): void {
    this.stopping();
  }
}
