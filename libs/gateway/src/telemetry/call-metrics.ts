import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { BoundedLabels, Metrics } from '@app/telemetry';
import type { Call, Ending } from '../call.js';
import { cameTo } from './came-to.js';

/** Names of the catalogue only, and of these so many: metrics must not grow with what clients and servers say. */
const MOST_SERVERS = 200;
const MOST_TOOLS = 1_000;
const MOST_CODES = 100;
/** So many may be multiplied with each other; what comes later is counted without its names. */
const MOST_SERIES = 10_000;
/** Seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const callLabels = ['server', 'tool', 'agent_class', 'decision', 'code'] as const;
const outcomeLabels = ['server', 'outcome'] as const;
type Timers = Readonly<{ all: Histogram.Internal<'server'>; upstream: Histogram.Internal<'server'> }>;

/** What calls came to, in figures: by server, tool, class of agent and code of the decision; nothing of their content. */
@Injectable()
export class CallMetrics {
  private readonly servers = new BoundedLabels(MOST_SERVERS);
  private readonly tools = new BoundedLabels(MOST_TOOLS);
  private readonly codes = new BoundedLabels(MOST_CODES);
  private readonly calls: Counter<(typeof callLabels)[number]>;
  private readonly outcomes: Counter<(typeof outcomeLabels)[number]>;
  private readonly seconds: Histogram<'server'>;
  private readonly upstream: Histogram<'server'>;
  /** A counter's child by its labels: finding it anew for each call costs more than counting. */
  private readonly children = new Map<string, Counter.Internal>();
  private readonly ends = new Map<string, Counter.Internal>();
  private readonly timers = new Map<string, Timers>();

  constructor(@Inject(Metrics) { registry }: Pick<Metrics, 'registry'>) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'surety_calls_total',
      help: 'Requests at the MCP endpoint, by server, tool, class of agent, decision and its code.',
      labelNames: [...callLabels],
      registers,
    });
    this.outcomes = new Counter({
      name: 'surety_call_outcomes_total',
      help: 'How calls ended that went to an upstream, by server and recorded status.',
      labelNames: [...outcomeLabels],
      registers,
    });
    this.seconds = new Histogram({
      name: 'surety_call_seconds',
      help: 'From the arrival of a forwarded call to its answer.',
      labelNames: ['server'],
      buckets,
      registers,
    });
    this.upstream = new Histogram({
      name: 'surety_upstream_seconds',
      help: 'Of that, the time with the upstream.',
      labelNames: ['server'],
      buckets,
      registers,
    });
  }

  /** Counts one request; called once, at its end. */
  ended(call: Call, ending: Ending): void {
    const { agentClass, decision, code } = cameTo(call, ending);
    const isNamed = call.decision?.tool !== undefined && call.decision.tool !== null;
    const server = isNamed ? this.servers.of(call.target?.server ?? '') : '';
    const tool = isNamed ? this.toolOf(call) : '';
    this.child(server, tool, agentClass, decision, this.codes.of(code)).inc();
    if (!call.sent) return;
    this.outcomeOf(server, call.outcome).inc();
    const timers = this.timersOf(server);
    timers.all.observe((performance.now() - call.arrived) / 1000);
    if (call.repliedAt !== undefined && call.sentAt !== undefined)
      timers.upstream.observe((call.repliedAt - call.sentAt) / 1000);
  }

  /** The tool of this server: two servers may have tools of the same name. */
  private toolOf({ target }: Call): string {
    const tool = target?.tool ?? '';
    const known = `${target?.server ?? ''} ${tool}`;
    return this.tools.of(known) === known ? tool : 'other';
  }

  private child(server: string, tool: string, agentClass: string, decision: string, code: string): Counter.Internal {
    const key = `${tool}\n${agentClass}\n${decision}\n${code}\n${server}`;
    const known = this.children.get(key);
    if (known) return known;
    if (this.children.size >= MOST_SERIES && tool !== 'other') {
      return this.child('other', 'other', agentClass, decision, code);
    }
    const child = this.calls.labels({ server, tool, agent_class: agentClass, decision, code });
    this.children.set(key, child);
    return child;
  }

  private outcomeOf(server: string, outcome: Call['outcome']): Counter.Internal {
    const key = `${outcome}\n${server}`;
    let child = this.ends.get(key);
    if (!child) {
      child = this.outcomes.labels({ server, outcome });
      this.ends.set(key, child);
    }
    return child;
  }

  private timersOf(server: string): Timers {
    let timers = this.timers.get(server);
    if (!timers) {
      timers = { all: this.seconds.labels({ server }), upstream: this.upstream.labels({ server }) };
      this.timers.set(server, timers);
    }
    return timers;
  }
}
