import { describe, expect, it } from 'vitest';
import { carrierOf } from './carrier.js';

const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a trace context', () => {
  it('is taken in the form of the recommendation only [telemetry.context]', () => {
    expect(carrierOf({ traceparent: good, tracestate: 'vendor=1' })).toEqual({
      traceparent: good,
      tracestate: 'vendor=1',
    });
    expect(carrierOf({ traceparent: good, tracestate: 7 })).toEqual({ traceparent: good });
    expect(carrierOf({ traceparent: good, tracestate: 'a=1\r\nx: y' })).toEqual({ traceparent: good });
    expect(carrierOf({ traceparent: good, tracestate: 'x'.repeat(513) })).toEqual({ traceparent: good });
  });

  it.each([
    ['of another type', 7],
    ['in capitals', good.toUpperCase()],
    ['of no trace', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
    ['of no parent', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'],
    ['of the version that is none', `ff${good.slice(2)}`],
    ['with more behind it', `${good}-more`],
    ['absent', undefined],
  ])('%s is none [telemetry.context]', (_, traceparent) => {
    expect(carrierOf({ traceparent })).toBeNull();
  });
});
