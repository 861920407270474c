import { Global, Module } from '@nestjs/common';
import { Ledger } from '@app/database';
import { KeptCallInputs } from './call-inputs.js';
import { CallLog } from './call-log.js';
import { Checkpoints } from './checkpoints.js';
import { LedgerKeys } from './ledger-keys.js';
import { LedgerLog } from './ledger-log.js';
import { OpenCalls } from './open-calls.js';
import { PostgresLedger } from './postgres-ledger.js';
import { Sequencer } from './sequencer.js';

@Global()
@Module({
  providers: [
    { provide: Ledger, useClass: PostgresLedger },
    CallLog,
    Checkpoints,
    KeptCallInputs,
    LedgerKeys,
    LedgerLog,
    OpenCalls,
    Sequencer,
  ],
  exports: [Ledger, CallLog, Checkpoints, KeptCallInputs, LedgerLog, OpenCalls, Sequencer],
})
export class LedgerModule {}
