import { Module, type OnModuleInit } from '@nestjs/common';
import { system } from '@app/kernel';
import { Agents, AgentsModule } from '@app/agents';
import { AuthModule, Expired } from '@app/auth';
import { JobsWorkerModule, Timers } from '@app/jobs';
import { OpenCalls, Sequencer } from '@app/ledger';
import { LifecycleModule } from '@app/lifecycle';
import { Campaigns, ReviewsModule } from '@app/reviews';

/** Everything that may happen after the commit: jobs, deadlines, and the sequencing of the ledger. */
@Module({ imports: [JobsWorkerModule, AgentsModule, AuthModule, LifecycleModule, ReviewsModule] })
export class WorkerModule implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly sequencer: Sequencer,
    private readonly openCalls: OpenCalls,
    private readonly agents: Agents,
    private readonly campaigns: Campaigns,
    private readonly expired: Expired,
  ) {}

  onModuleInit(): void {
    this.timers.every('ledger.sequence', 200, async () => void (await this.sequencer.run()));
    this.timers.every('ledger.close-open-calls', 60_000, async () => void (await this.openCalls.close()));
    this.timers.every('agents.suspend-due', 30_000, async () => void (await this.agents.suspendDue(system('worker'))));
    this.timers.every('auth.sweep', 60_000, async () => void (await this.expired.sweep()));
    this.timers.every('reviews.verify', 1_000, () => this.campaigns.verify(system('worker')));
  }
}
