import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { LifecycleModule } from './lifecycle.module.js';
import { DifferenceReceipts } from './receipts/difference-receipts.js';
import { LeaverReceipts } from './receipts/leaver-receipts.js';
import { ProviderTimes } from './receipts/provider-times.js';
import { Receipts } from './receipts/receipts.js';
import { ReceiptsSubscriber } from './receipts/receipts.subscriber.js';
import { Departures } from './succession/departures.js';
import { Searches } from './succession/searches.js';
import { SuccessionDeadlines } from './succession/succession-deadlines.js';
import { SuccessionSubscriber } from './succession/succession.subscriber.js';
import { Successions } from './succession/successions.js';
import { Transfers } from './succession/transfers.js';

/** What follows a leave or a move, after its commit: successors and receipts. */
@Module({
  imports: [AccessModule, AgentsModule, LifecycleModule],
  providers: [
    Departures,
    DifferenceReceipts,
    LeaverReceipts,
    ProviderTimes,
    Receipts,
    ReceiptsSubscriber,
    Searches,
    SuccessionDeadlines,
    Successions,
    SuccessionSubscriber,
    Transfers,
  ],
  exports: [ProviderTimes, Receipts, SuccessionDeadlines, Successions, Transfers],
})
export class SuccessionModule {}
