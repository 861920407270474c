import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  defaultTextMapGetter,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Surroundings, productVersion, within } from '@app/kernel';
import { type Carrier, carrierOf } from './core/carrier.js';
import { SentSpans } from './sent-spans.js';

/** Spans are sent so often. */
const GATHERED_MS = 1_000;
const FLUSH_MS = 2_000;
/** For how long one attempt to send is waited for, with whatever the exporter tries again. */
const EXPORT_MS = 5_000;

/**
 * Spans of this process, sent by OTLP over HTTP (OpenTelemetry protocol, `<endpoint>/v1/traces`). Without an endpoint
 * nothing is made, and the trace context of a client passes through as it came.
 */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  private readonly provider: TracerProvider | undefined;
  private readonly tracer: Tracer | undefined;
  private readonly exporter: SentSpans | undefined;
  private readonly propagator = new W3CTraceContextPropagator();
  private made = 0;

  constructor({ tracing }: Surroundings) {
    if (!tracing) return;
    this.exporter = new SentSpans(new OTLPTraceExporter({ url: tracing.url, timeoutMillis: EXPORT_MS }));
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'surety', 'service.version': productVersion }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(tracing.ratio) }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: this.exporter,
          scheduledDelayMillis: GATHERED_MS,
          exportTimeoutMillis: EXPORT_MS,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('surety.gateway', productVersion);
  }

  get isOn(): boolean {
    return this.tracer !== undefined;
  }

  /** @param from the trace context that came with the request (W3C Trace Context); @returns null when nothing is traced */
  start(name: string, from: Carrier | null, options: SpanOptions): Span | null {
    if (!this.tracer) return null;
    const parent = from ? this.propagator.extract(ROOT_CONTEXT, from, defaultTextMapGetter) : ROOT_CONTEXT;
    const span = this.tracer.startSpan(name, options, parent);
    if (span.isRecording()) this.made += 1;
    return span;
  }

  /** How many spans were begun here to be sent, and how many of them the collector has taken. */
  get spans(): Readonly<{ made: number; sent: number }> {
    return { made: this.made, sent: this.exporter?.count ?? 0 };
  }

  /** The trace context to send on: that of the span, or else what came. */
  onward(span: Span | null, from: Carrier | null): Carrier | null {
    if (!span) return from;
    const carrier: Record<string, string> = {};
    const set = (_: unknown, key: string, value: string): void => void (carrier[key] = value);
    this.propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, { set });
    return carrierOf(carrier) ?? from;
  }

  /** What is still waiting is sent, but nobody waits long for a collector that does not answer. */
  async onApplicationShutdown(): Promise<void> {
    const { provider } = this;
    if (!provider) return;
    // what is not taken in time is lost; we stop all the same
    await within(FLUSH_MS, provider.forceFlush({ timeoutMillis: FLUSH_MS })).catch(() => undefined);
    await within(FLUSH_MS, provider.shutdown()).catch(() => undefined);
  }
}
