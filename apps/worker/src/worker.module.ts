import { Module, type OnModuleInit } from '@nestjs/common';
import { system } from '@app/kernel';
import { AgentCredentials, AgentsModule, AgentTerms } from '@app/agents';
import { AccessModule, AssignmentRules, GrantUses, SpentUsage } from '@app/access';
import { AuthModule, Expired, KeyRotation } from '@app/auth';
import { DirectoryModule, ExpiringTokens, SourceActivity } from '@app/directory';
import { FenceModule, FencePruning } from '@app/fence';
import { JobsWorkerModule, Timers } from '@app/jobs';
import { Anchoring, Erasures, KeptCallInputs, OpenCalls, PayloadRetention, Sequencer } from '@app/ledger';
import {
  LifecycleModule,
  Receipts,
  SuccessionDeadlines,
  SuccessionModule,
  Transfers,
  Transitions,
} from '@app/lifecycle';
import { Notifications, NotificationsModule } from '@app/notifications';
import { Campaigns, ReviewsModule } from '@app/reviews';
import { AgentFollowUpsModule } from '@app/scim';
import { SignalPoller, SignalsModule } from '@app/signals';
import { TelemetryModule } from '@app/telemetry';
import { WorkerMetrics } from './worker-metrics.js';

/** Everything that may happen after the commit: jobs, deadlines, and the sequencing of the ledger. */
@Module({
  imports: [
    JobsWorkerModule,
    AccessModule,
    AgentFollowUpsModule,
    AgentsModule,
    AuthModule,
    DirectoryModule,
    FenceModule,
    LifecycleModule,
    NotificationsModule,
    ReviewsModule,
    SignalsModule,
    SuccessionModule,
    TelemetryModule,
  ],
  providers: [WorkerMetrics],
})
export class WorkerModule implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly sequencer: Sequencer,
    private readonly openCalls: OpenCalls,
    private readonly callInputs: KeptCallInputs,
    private readonly anchoring: Anchoring,
    private readonly erasures: Erasures,
    private readonly payloadRetention: PayloadRetention,
    private readonly terms: AgentTerms,
    private readonly credentials: AgentCredentials,
    private readonly campaigns: Campaigns,
    private readonly expired: Expired,
    private readonly tokenKeys: KeyRotation,
    private readonly activity: SourceActivity,
    private readonly expiringTokens: ExpiringTokens,
    private readonly pruning: FencePruning,
    private readonly transitions: Transitions,
    private readonly signals: SignalPoller,
    private readonly succession: SuccessionDeadlines,
    private readonly receipts: Receipts,
    private readonly transfers: Transfers,
    private readonly notifications: Notifications,
    private readonly spentUsage: SpentUsage,
    private readonly rules: AssignmentRules,
    private readonly grantUses: GrantUses,
  ) {}

  onModuleInit(): void {
    this.timers.every('ledger.sequence', 200, async () => void (await this.sequencer.run()));
    this.timers.every('ledger.close-open-calls', 60_000, async () => void (await this.openCalls.close()));
    this.timers.every('ledger.sweep-call-inputs', 3_600_000, () => this.callInputs.sweep());
    this.timers.every('ledger.anchor', 60_000, async () => void (await this.anchoring.run()));
    this.timers.every('ledger.erase', 60_000, async () => void (await this.erasures.run()));
    this.timers.every('ledger.expire-payloads', 3_600_000, () => this.payloadRetention.run());
    this.timers.every('agents.suspend-due', 30_000, async () => void (await this.terms.suspendDue(system('worker'))));
    this.timers.every('agents.tell-expiring', 3_600_000, async () => {
      await this.credentials.tellExpiring(system('worker'));
    });
    this.timers.every(
      'auth.rotate-keys',
      3_600_000,
      async () => void (await this.tokenKeys.rotateDue(system('worker'))),
    );
    this.timers.every('auth.sweep', 60_000, async () => {
      await this.expired.sweep();
      await this.tokenKeys.sweep();
    });
    this.timers.every('access.settle-rules', 30_000, () => this.rules.settleAll(system('worker')));
    this.timers.every('access.gather-uses', 600_000, () => this.grantUses.gather(system('worker')));
    this.timers.every('access.sweep-usage', 60_000, () => this.spentUsage.sweep());
    this.timers.every('directory.prune', 3_600_000, async () => void (await this.activity.prune()));
    this.timers.every('directory.expiring-tokens', 86_400_000, async () => {
      await this.expiringTokens.tell(system('worker'));
    });
    this.timers.every('fence.prune', 60_000, async () => void (await this.pruning.prune()));
    this.timers.every('signals.poll', 5_000, () => this.signals.poll());
    this.timers.every('lifecycle.turn', 5_000, async () => void (await this.transitions.run(system('worker'))));
    this.timers.every('succession.deadlines', 30_000, () => this.succession.run(system('worker')));
    this.timers.every('transfers.expire', 60_000, async () => void (await this.transfers.expire(system('worker'))));
    this.timers.every('receipts.complete', 15_000, () => this.receipts.complete(system('worker')));
    this.timers.every('notifications.deliver', 2_000, async () => {
      await this.notifications.deliver(system('worker'));
    });
    this.timers.every('reviews.verify', 1_000, () => this.campaigns.verify(system('worker')));
  }
}
