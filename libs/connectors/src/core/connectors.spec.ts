import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.js';
import { contradicts, eraByHttp, eraByPipe, modernParams, servesModern } from './era.js';
import { encodeHeader } from './header-value.js';
import { mayAsk, bridged } from './bridged.js';
import { isHeard } from './log-level.js';
import { answerIn, cancelledIn, requestIn } from './message.js';
import { mirrored } from './mirrored.js';
import { progressIn } from './progress.js';
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

  it('declares what this very client did, and has no log without its level [connectors.capabilities]', () => {
    const client = { capabilities: { sampling: {} }, logLevel: 'info' };
    const key = 'io.modelcontextprotocol/logLevel';
    expect(modernParams({}, client)['_meta']).toMatchObject({
      'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
      [key]: 'info',
    });
    expect(modernParams({ _meta: { [key]: 'debug' } })['_meta']).not.toHaveProperty([key]);
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
});

describe('what a server says of itself', () => {
  it('is a request when it has an id, and takes one back by that id [connectors.default-deny]', () => {
    expect(requestIn({ id: 7, method: 'ping' })).toEqual({ id: 7, method: 'ping', params: {} });
    expect(requestIn({ method: 'notifications/message' })).toBeNull();
    expect(requestIn({ id: null, method: 'ping' })).toBeNull();
    expect(cancelledIn({ method: 'notifications/cancelled', params: { requestId: 'x' } })).toBe('x');
    expect(cancelledIn({ method: 'ping', params: { requestId: 'x' } })).toBeUndefined();
  });

  it.each([
    ['elicitation/create', {}, { elicitation: {} }, true],
    ['elicitation/create', { mode: 'form' }, { elicitation: { form: {} } }, true],
    ['elicitation/create', {}, { elicitation: { url: {} } }, false],
    ['elicitation/create', { mode: 'url' }, { elicitation: {} }, false],
    ['elicitation/create', { mode: 'url' }, { elicitation: { url: {} } }, true],
    ['elicitation/create', { mode: 'constructor' }, { elicitation: { url: {} } }, false],
    ['sampling/createMessage', {}, { elicitation: {} }, false],
    ['sampling/createMessage', {}, { sampling: {} }, true],
    ['roots/list', {}, { roots: {} }, true],
    ['tools/call', {}, { elicitation: {}, sampling: {}, roots: {} }, false],
    ['constructor', {}, {}, false],
  ])('%s with %j may be asked of a client with %j: %s [connectors.questions]', (method, params, declared, may) =>
    expect(mayAsk(declared, method, params)).toBe(may),
  );

  it('is asked of a client in the handshake era by three capabilities and no other [connectors.capabilities]', () =>
    expect(
      bridged({ elicitation: { url: {} }, roots: { listChanged: true }, extensions: { x: {} }, tasks: {} }),
    ).toEqual({
      elicitation: { url: {} },
      roots: {},
    }));

  it.each([
    ['info', 'info', true],
    ['info', 'debug', false],
    ['warning', 'emergency', true],
    [null, 'emergency', false],
    ['info', 'shout', false],
  ])('from level %s on a message of level %s is heard: %s [connectors.log-level]', (from, level, is) =>
    expect(isHeard(from, level)).toBe(is),
  );

  it('of progress keeps what no revision knows, and not our token [connectors.progress]', () =>
    expect(
      progressIn({
        method: 'notifications/progress',
        params: { progressToken: 3, progress: 1, total: 'many', stage: { name: 'x' } },
      }),
    ).toEqual({ id: 3, told: { progress: 1, stage: { name: 'x' } } }));
});

describe('an era that was taken for another', () => {
  it.each([
    ['legacy', 400, error(-32022), true],
    ['legacy', 404, error(-32001), false],
    ['legacy', 200, discovery, false],
    ['legacy', 200, error(-32022), false],
    ['modern', 400, error(-32000), true],
    ['modern', 404, undefined, true],
    ['modern', 404, error(-32601), false],
    ['modern', 400, error(-32021), false],
    ['modern', 200, error(-32602), false],
    ['modern', 401, undefined, false],
    ['modern', 503, undefined, false],
  ] as const)('%s is found out by status %i and %j: %s [connectors.era.again]', (era, status, message, is) =>
    expect(contradicts(era, status, message)).toBe(is),
  );
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

it.each([
  ['tools/call', { name: 'Zürich' }, '=?base64?WsO8cmljaA==?='],
  ['resources/read', { uri: 'doc://a' }, 'doc://a'],
  ['prompts/get', { name: 'greet' }, 'greet'],
  ['tasks/get', { taskId: 't1' }, 't1'],
  ['tools/list', { name: 'x' }, undefined],
])('the headers of %s repeat what it is about [connectors.headers]', (method, params, name) =>
  expect(mirrored(method, params)).toEqual(['mcp-method', method, ...(name ? ['mcp-name', name] : [])]),
);

describe('repeated arguments', () => {
  const schema = (over: object) => ({
    type: 'object',
    properties: { region: { type: 'string', 'x-mcp-header': 'Region', ...over } },
  });

  it('are found through properties alone, and computed from the arguments [connectors.headers]', () => {
    const deep = { properties: { where: { properties: { city: { type: 'string', 'x-mcp-header': 'City' } } } } };
    expect(headerParameters(deep)).toEqual([{ name: 'City', path: ['where', 'city'] }]);
    expect(parameterHeaders(headerParameters(deep)!, { where: { city: 'Zürich' } })).toEqual([
      'mcp-param-city',
      '=?base64?WsO8cmljaA==?=',
    ]);
    expect(parameterHeaders(headerParameters(schema({}))!, { region: null })).toEqual([]);
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
