import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.js';
import { eraByHttp, eraByPipe, modernParams, servesModern } from './era.js';
import { encodeHeader } from './header-value.js';
import { answerIn, replyTo } from './message.js';
import { headerParameters, headerText, parameterHeaders } from './parameter-headers.js';

const error = (code: number) => ({ jsonrpc: '2.0', id: 1, error: { code, message: 'no' } });
const discovery = { jsonrpc: '2.0', id: 1, result: { supportedVersions: ['2026-07-28'] } };

describe('the era of an upstream', () => {
  it.each([
    ['a discovery', 200, discovery, 'modern'],
    ['a wrong header', 400, error(-32020), 'modern'],
    ['a missing capability', 400, error(-32021), 'modern'],
    ['another version', 400, error(-32022), 'modern'],
    ['a method that a modern server lacks', 404, error(-32601), 'modern'],
    ['the same with status 200, as old servers say it', 200, error(-32601), 'legacy'],
    ['"server not initialized"', 400, error(-32000), 'legacy'],
    ['a page', 404, undefined, 'legacy'],
    ['another result', 200, { jsonrpc: '2.0', id: 1, result: {} }, 'legacy'],
    ['refused credentials', 401, error(-32601), 'no-evidence'],
    ['a forbidden door', 403, undefined, 'no-evidence'],
    ['a failure', 503, discovery, 'no-evidence'],
  ])('by %s (%i) is as it should be [connectors.era]', (_, status, message, era) =>
    expect(eraByHttp(status, message)).toBe(era),
  );

  it('over a pipe is legacy unless there is modern evidence [connectors.era]', () => {
    expect(eraByPipe({ result: discovery.result })).toBe('modern');
    expect(eraByPipe({ error: { code: -32022, message: '' } })).toBe('modern');
    expect(eraByPipe({ error: { code: -32601, message: '' } })).toBe('legacy');
    expect(eraByPipe({ result: {} })).toBe('legacy');
  });

  it('is served only in the revision that we speak [connectors.era]', () => {
    expect(servesModern(discovery.result)).toBe(true);
    expect(servesModern({ supportedVersions: ['2027-01-01'] })).toBe(false);
  });

  it('puts the envelope over whatever the caller wrote there [connectors.era]', () => {
    const wished = { _meta: { 'io.modelcontextprotocol/clientCapabilities': { sampling: {} }, traceparent: 't' } };
    expect(modernParams(wished)['_meta']).toMatchObject({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
      traceparent: 't',
    });
  });
});

describe('answers', () => {
  it('belong to the request with their id, and to no other [connectors.ids]', () => {
    expect(answerIn({ id: 1, result: { a: 1 } }, 1)).toEqual({ result: { a: 1 } });
    expect(answerIn({ id: 2, result: {} }, 1)).toBeNull();
    expect(answerIn({ id: '1', result: {} }, 1)).toBeNull();
    expect(answerIn({ id: 1, result: 'text' }, 1)).toBeNull();
  });

  it('to requests of the server: ping, and nothing else [connectors.default-deny]', () => {
    expect(replyTo({ id: 7, method: 'ping' })).toEqual({ jsonrpc: '2.0', id: 7, result: {} });
    expect(replyTo({ id: 'x', method: 'sampling/createMessage' })).toMatchObject({ id: 'x', error: { code: -32601 } });
    expect(replyTo({ method: 'notifications/message' })).toBeNull();
  });
});

describe('header values', () => {
  it.each([
    ['plain', 'plain'],
    ['two words', 'two words'],
    [' edge', '=?base64?IGVkZ2U=?='],
    ['', '=?base64??='],
    ['Zürich', '=?base64?WsO8cmljaA==?='],
    ['a\r\nx-evil: 1', '=?base64?YQ0KeC1ldmlsOiAx?='],
    ['=?base64?YQ==?=', '=?base64?PT9iYXNlNjQ/WVE9PT89?='],
  ])('%j go as %j [connectors.headers]', (value, header) => expect(encodeHeader(value)).toBe(header));

  it('never hold a character that could end the header [connectors.headers]', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' })), (text) => {
        expect(encodeHeader(text)).toMatch(/^[\x20-\x7e\t]*$/);
      }),
    ));
});

describe('repeated arguments', () => {
  const schema = (over: object) => ({
    type: 'object',
    properties: { region: { type: 'string', 'x-mcp-header': 'Region', ...over } },
  });

  it('are found through properties alone, and computed from the arguments [connectors.headers]', () => {
    const deep = { properties: { where: { properties: { city: { type: 'string', 'x-mcp-header': 'City' } } } } };
    expect(headerParameters(deep)).toEqual([{ name: 'City', path: ['where', 'city'] }]);
    expect(parameterHeaders(headerParameters(deep)!, { where: { city: 'Zürich' } })).toEqual({
      'mcp-param-city': '=?base64?WsO8cmljaA==?=',
    });
    expect(parameterHeaders(headerParameters(schema({}))!, { region: null })).toEqual({});
    expect(headerText(Object.create({ region: 'inherited' }), ['region'])).toBeUndefined();
  });

  it.each([
    ['a number', schema({ type: 'number' })],
    ['an empty name', schema({ 'x-mcp-header': '' })],
    ['a name with a colon', schema({ 'x-mcp-header': 'a:b' })],
    ['a place inside items', { properties: { list: { items: { type: 'string', 'x-mcp-header': 'A' } } } }],
    ['a place inside anyOf', { anyOf: [{ properties: { a: { type: 'string', 'x-mcp-header': 'A' } } }] }],
    ['a place behind $defs', { $defs: { a: { type: 'string', 'x-mcp-header': 'A' } } }],
    [
      'the same name twice',
      { properties: { a: schema({}).properties.region, b: { type: 'string', 'x-mcp-header': 'REGION' } } },
    ],
  ])('with %s make the tool unusable [connectors.headers]', (_, wrong) => expect(headerParameters(wrong)).toBeNull());

  it('are not read from a property that is called so, nor from example data [connectors.headers]', () => {
    expect(headerParameters({ properties: { 'x-mcp-header': { type: 'string' } } })).toEqual([]);
    expect(headerParameters({ default: { 'x-mcp-header': 'A' } })).toEqual([]);
  });
});

it('leaves a failing upstream alone ever longer, up to half a minute [connectors.supervised]', () => {
  expect([0, 1, 2, 3, 8, 100].map(backoff)).toEqual([0, 250, 500, 1000, 30_000, 30_000]);
});
