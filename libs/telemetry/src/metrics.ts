import { Injectable, Logger } from '@nestjs/common';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

type Labels = Readonly<Record<string, string>>;
/** One reading of a gauge. */
export type Reading = Readonly<{ labels?: Labels; value: number }>;

/** The figures of this process in the Prometheus text format; whoever has something to count registers it here. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly contentType = this.registry.contentType;
  private hasDefaults = false;
  private readonly unread = new Set<string>();
  private readonly log = new Logger('Metrics');

  /** Everything as it stands now. */
  async text(): Promise<string> {
    // Node's own figures cost a little all the time, so they begin when somebody asks for the first time.
    if (!this.hasDefaults) collectDefaultMetrics({ register: this.registry });
    this.hasDefaults = true;
    return this.registry.metrics();
  }

  /**
   * A figure that is read when somebody asks. One that cannot be read now is left out: that is when all others are needed.
   * @param read of a figure without labels the number, else one reading for each of a few sets of labels
   */
  gauge(
    about: Readonly<{ name: string; help: string; labelNames?: readonly string[] }>,
    read: () => number | readonly Reading[] | Promise<number | readonly Reading[]>,
  ): void {
    const gauge: Gauge = new Gauge({
      name: about.name,
      help: about.help,
      labelNames: [...(about.labelNames ?? [])],
      registers: [this.registry],
      collect: async () => {
        gauge.reset();
        // of one that is not there nothing is said, rather than that it is 0
        if (!about.labelNames) gauge.remove({});
        const found = await Promise.resolve()
          .then(read)
          .catch((fault: unknown) => this.missed(about.name, fault));
        for (const { labels = {}, value } of typeof found === 'number' ? [{ value: found }] : found) {
          gauge.set(labels, value);
        }
      },
    });
  }

  /** Said once: whoever scrapes does so every few seconds. */
  private missed(name: string, fault: unknown): readonly Reading[] {
    if (!this.unread.has(name)) this.log.warn(`${name} cannot be read: ${String(fault)}`);
    this.unread.add(name);
    return [];
  }
}
