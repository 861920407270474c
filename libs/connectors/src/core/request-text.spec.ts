import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modernParams } from './era.js';
import { askingProgress } from './progress.js';
import { requestText } from './request-text.js';

const client = fc.option(
  fc.record({ capabilities: fc.dictionary(fc.string(), fc.jsonValue()), logLevel: fc.constantFrom(null, 'info') }),
  { nil: undefined },
);
const params = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('name', 'arguments', '__proto__', '_meta')),
  fc.oneof(fc.jsonValue(), fc.constant(undefined)),
);

it('says what the parameters with their envelope say, and nothing else [connectors.era]', () =>
  fc.assert(
    fc.property(params, client, fc.boolean(), fc.nat(), fc.string(), (own, by, asks, id, method) => {
      const full = modernParams(own, by);
      const whole = { jsonrpc: '2.0', id, method, params: asks ? askingProgress(full, id) : full };
      expect(JSON.parse(requestText(id, method, own, by, asks))).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
  ));

it('asks for progress and declares the log beside what the caller wrote there [connectors.progress]', () =>
  expect(
    JSON.parse(
      requestText(7, 'tools/call', { _meta: { traceparent: 't' } }, { capabilities: {}, logLevel: 'info' }, true),
    ),
  ).toMatchObject({
    params: { _meta: { traceparent: 't', progressToken: 7, 'io.modelcontextprotocol/logLevel': 'info' } },
  }));
