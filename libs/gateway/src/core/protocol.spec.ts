import { describe, expect, it } from 'vitest';
import { decodeHeader } from './header-value.js';
import { allowedHosts, isOurs } from './hosts.js';
import { classify } from './protocol.js';

const V = 'io.modelcontextprotocol/protocolVersion';
const C = 'io.modelcontextprotocol/clientCapabilities';
const meta = (over: object = {}) => ({ [V]: '2026-07-28', [C]: {}, ...over });
const body = (method: string, params?: object, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });
const headers = (method: string, over: Record<string, string> = {}) => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...over,
});
const call = (over: object = {}) => body('tools/call', { name: 't', _meta: meta(), ...over });

describe('a message is', () => {
  it.each([
    ['an initialize', body('initialize', { protocolVersion: '2025-11-25' }), {}],
    ['a call without claim', body('tools/call', { name: 't' }), {}],
    ['a call with a legacy header', body('tools/call', { name: 't' }), { 'mcp-protocol-version': '2025-06-18' }],
    ['an initialize with a broken envelope', body('initialize', { _meta: { [V]: '2026-07-28' } }), {}],
    [
      'a call with another name in Mcp-Name, which legacy never trusts',
      body('tools/call', { name: 't' }),
      { 'mcp-name': 'u' },
    ],
  ])('legacy: %s [gateway.era]', (_, message, given) =>
    expect(classify(message, given)).toMatchObject({ era: 'legacy' }),
  );

  it.each([
    ['a call', call(), headers('tools/call', { 'mcp-name': 't' })],
    ['an encoded name', call({ name: 'Zürich' }), headers('tools/call', { 'mcp-name': '=?base64?WsO8cmljaA==?=' })],
    ['white space around a value', call(), headers('tools/call', { 'mcp-name': ' t\t' })],
    ['an initialize with envelope', body('initialize', { _meta: meta() }), headers('initialize')],
    ['a notification without headers', { jsonrpc: '2.0', method: 'notifications/x', params: { _meta: meta() } }, {}],
    ['a notification by its header', { jsonrpc: '2.0', method: 'notifications/x' }, headers('notifications/x')],
  ])('modern: %s [gateway.era]', (_, message, given) =>
    expect(classify(message, given)).toMatchObject({ era: 'modern' }),
  );

  it.each([
    ['modern header, no envelope', body('tools/list'), headers('tools/list'), 400, -32602],
    ['modern header, initialize', body('initialize', {}), headers('initialize'), 400, -32020],
    ['envelope without version header', call(), { 'mcp-method': 'tools/call', 'mcp-name': 't' }, 400, -32020],
    [
      'envelope and header disagree',
      call(),
      headers('tools/call', { 'mcp-protocol-version': '2025-11-25' }),
      400,
      -32020,
    ],
    ['envelope without capabilities', call({ _meta: { [V]: '2026-07-28' } }), headers('tools/call'), 400, -32602],
    ['envelope with a number as version', call({ _meta: meta({ [V]: 1 }) }), headers('tools/call'), 400, -32602],
    ['no Mcp-Method', call(), { 'mcp-protocol-version': '2026-07-28', 'mcp-name': 't' }, 400, -32020],
    ['another Mcp-Method', call(), headers('tools/list', { 'mcp-name': 't' }), 400, -32020],
    ['another case of Mcp-Method', call(), headers('Tools/Call', { 'mcp-name': 't' }), 400, -32020],
    ['no Mcp-Name', call(), headers('tools/call'), 400, -32020],
    ['another Mcp-Name', call(), headers('tools/call', { 'mcp-name': 'u' }), 400, -32020],
    ['a broken Mcp-Name', call(), headers('tools/call', { 'mcp-name': '=?base64?dA?=' }), 400, -32020],
    ['a batch', [call()], {}, 400, -32600],
    ['an empty batch', [], {}, 400, -32600],
    ['a posted result', { jsonrpc: '2.0', id: 1, result: {} }, {}, 400, -32600],
    ['a posted error', { jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } }, {}, 400, -32600],
    ['a request that is a result too', { ...call(), result: {} }, {}, 400, -32600],
    ['null', null, {}, 400, -32600],
    ['an id of null', body('ping', {}, null), {}, 400, -32600],
    ['an id with a fraction', body('ping', {}, 1.5), {}, 400, -32600],
    ['params as an array', { jsonrpc: '2.0', id: 1, method: 'ping', params: [] }, {}, 400, -32600],
    ['JSON-RPC 1', { id: 1, method: 'ping' }, {}, 400, -32600],
    ['an unknown legacy version', body('ping'), { 'mcp-protocol-version': '2024-01-01' }, 400, -32600],
  ])('refused: %s [gateway.era.refusals]', (_, message, given, status, code) =>
    expect(classify(message, given)).toMatchObject({ status, code }),
  );

  it('told which versions are served, when it names another [gateway.era.refusals]', () => {
    const asked = body('server/discover', { _meta: meta({ [V]: 'v999.0.0' }) }, 'x');
    expect(classify(asked, headers('server/discover', { 'mcp-protocol-version': 'v999.0.0' }))).toMatchObject({
      status: 400,
      code: -32022,
      id: 'x',
      data: { supported: ['2026-07-28'], requested: 'v999.0.0' },
    });
  });
});

describe('header values', () => {
  it.each([
    ['plain', 'plain'],
    ['=?base64?WsO8cmljaA==?=', 'Zürich'],
    ['=?base64?', '=?base64?'],
    ['YQ==?=', 'YQ==?='],
    ['=?base64?WsO8cmljaA?=', null],
    ['=?base64?W$O8?=', null],
    ['=?base64?/w==?=', null],
  ])('%s is read as %j [gateway.era.refusals]', (header, value) => expect(decodeHeader(header)).toBe(value));
});

describe('hosts', () => {
  const hosts = allowedHosts('https://surety.example.com', 4180);

  it.each([
    ['surety.example.com', undefined, true],
    ['surety.example.com:443', undefined, true],
    ['SURETY.example.com', 'https://surety.example.com', true],
    ['localhost:4180', 'http://localhost:4180', true],
    ['127.0.0.1:4180', undefined, true],
    ['[::1]:4180', undefined, true],
    ['localhost:80', undefined, false],
    ['localhost', undefined, false],
    ['evil.example.com', undefined, false],
    ['surety.example.com.evil.example.com', undefined, false],
    ['surety.example.com@evil.example.com', undefined, false],
    [undefined, undefined, false],
    ['surety.example.com', 'https://evil.example.com', false],
    ['localhost:4180', 'http://localhost:9999', false],
    ['surety.example.com', 'null', false],
    ['surety.example.com', 'file://surety.example.com', false],
  ])('%s with origin %s: %s [gateway.origin]', (host, origin, ours) => expect(isOurs(host, origin, hosts)).toBe(ours));
});
