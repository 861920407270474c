export { BoundedLabels } from './core/bounded-labels.js';
export { type Carrier, carrierOf } from './core/carrier.js';
export { Metrics, type Reading } from './metrics.js';
export { TelemetryModule } from './telemetry.module.js';
export { Tracing } from './tracing.js';
