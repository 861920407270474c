import { Module } from '@nestjs/common';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { LifecycleModule, SuccessionModule } from '@app/lifecycle';
import { CarryOut } from './carry-out.js';
import { LeavingTold } from './leaving-told.js';
import { SetVerifier } from './set-verifier.js';
import { SignalHolds } from './signal-holds.js';
import { SignalPoller } from './signal-poller.js';
import { SignalStreams } from './signal-streams.js';
import { Signals } from './signals.js';
import { StreamHealth } from './stream-health.js';
import { TransmitterKeys } from './transmitter-keys.js';

@Module({
  imports: [DirectoryModule, FenceModule, LifecycleModule, SuccessionModule],
  providers: [
    CarryOut,
    LeavingTold,
    SetVerifier,
    SignalHolds,
    SignalPoller,
    SignalStreams,
    Signals,
    StreamHealth,
    TransmitterKeys,
  ],
  exports: [SignalHolds, SignalPoller, SignalStreams, Signals],
})
export class SignalsModule {}
