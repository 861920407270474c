import { Injectable } from '@nestjs/common';
import { Backlog } from '@app/ledger';
import { Metrics } from '@app/telemetry';

/** How far the work after the commit is behind. */
@Injectable()
export class WorkerMetrics {
  constructor(metrics: Metrics, backlog: Backlog) {
    metrics.gauge(
      { name: 'surety_sequencer_waiting', help: 'Entries that wait for their place in the tree, up to 100,000.' },
      async () => (await backlog.now()).entries,
    );
    metrics.gauge(
      { name: 'surety_sequencer_oldest_seconds', help: 'How long the oldest of them has been waiting.' },
      async () => (await backlog.now()).oldestSeconds,
    );
  }
}
