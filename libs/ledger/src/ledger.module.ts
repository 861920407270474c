import { Global, Module } from '@nestjs/common';
import { Ledger } from '@app/database';
import { Anchoring } from './anchors/anchoring.js';
import { Anchors } from './anchors/anchors.js';
import { Erasures } from './erasure/erasures.js';
import { Payloads } from './erasure/payloads.js';
import { PayloadRetention } from './erasure/retention.js';
import { SubjectKeys } from './erasure/subject-keys.js';
import { Backlog } from './backlog.js';
import { KeptCallInputs } from './call-inputs.js';
import { CallLog } from './call-log.js';
import { Checkpoints } from './checkpoints.js';
import { LedgerKeys } from './ledger-keys.js';
import { LedgerLog } from './ledger-log.js';
import { OpenCalls } from './open-calls.js';
import { PostgresLedger } from './postgres-ledger.js';
import { LedgerProofs } from './proofs.js';
import { Sequencer } from './sequencer.js';
import { TiledLog } from './tiled-log.js';

@Global()
@Module({
  providers: [
    { provide: Ledger, useClass: PostgresLedger },
    Anchoring,
    Anchors,
    Backlog,
    CallLog,
    Checkpoints,
    Erasures,
    KeptCallInputs,
    LedgerKeys,
    LedgerLog,
    LedgerProofs,
    OpenCalls,
    PayloadRetention,
    Payloads,
    Sequencer,
    SubjectKeys,
    TiledLog,
  ],
  exports: [
    Ledger,
    Anchoring,
    Anchors,
    Backlog,
    CallLog,
    Checkpoints,
    Erasures,
    PayloadRetention,
    Payloads,
    KeptCallInputs,
    LedgerLog,
    LedgerProofs,
    OpenCalls,
    Sequencer,
    TiledLog,
  ],
})
export class LedgerModule {}
