import { describe, expect, it } from 'vitest';
import { capabilityOf, carried } from './capabilities.js';
import { errorFor } from './reply-error.js';

describe('the endpoint of one server', () => {
  it('has what the server declares, as far as we carry it [gateway.capabilities]', () => {
    const ui = { mimeTypes: ['text/html;profile=mcp-app'] };
    const extensions = { 'io.modelcontextprotocol/ui': ui, 'io.modelcontextprotocol/tasks': {}, 'com.example/x': {} };
    const declared = { tools: {}, resources: { subscribe: true }, logging: {}, experimental: { x: {} }, extensions };
    expect(carried('modern', declared)).toEqual({
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      logging: {},
      extensions: { 'io.modelcontextprotocol/ui': ui, 'io.modelcontextprotocol/tasks': {} },
    });
    expect(carried('legacy', declared)['extensions']).toEqual({ 'io.modelcontextprotocol/ui': ui });
    expect(carried('legacy', { prompts: {}, completions: {}, tools: true })).toEqual({
      prompts: { listChanged: true },
      completions: {},
    });
  });

  it('knows under which capability a method stands [gateway.capabilities]', () => {
    expect(['tools/list', 'resources/templates/list', 'completion/complete', 'ping'].map(capabilityOf)).toEqual([
      null,
      'resources',
      'completions',
      null,
    ]);
  });
});

describe('an upstream’s error', () => {
  const data = { requiredCapabilities: { sampling: {} } };
  it.each([
    ['modern', 'resources/read', { code: -32002, message: 'x' }, { code: -32602, message: 'x', data: { uri: 'a:b' } }],
    [
      'legacy',
      'resources/read',
      { code: -32602, message: 'x', data: { uri: 'c:d' } },
      { code: -32602, message: 'x', data: { uri: 'c:d' } },
    ],
    ['modern', 'tools/call', { code: -32602, message: 'x' }, { code: -32602, message: 'x' }],
    ['modern', 'tools/call', { code: -32021, message: 'x', data }, { code: -32021, message: 'x', data }],
    ['modern', 'tools/call', { code: -32021, message: 'x' }, { code: -32603, message: 'x' }],
    ['legacy', 'tools/call', { code: -32021, message: 'x', data }, { code: -32603, message: 'x', data }],
    ['legacy', 'tools/call', { code: -32042, message: 'x' }, { code: -32603, message: 'x' }],
    ['modern', 'tools/call', { code: -32020, message: 'x' }, { code: -32603, message: 'x' }],
    ['modern', 'tools/call', { code: 7, message: 'x' }, { code: 7, message: 'x' }],
  ] as const)('of %s %s %o is told as %o [gateway.upstream-errors]', (era, method, error, told) => {
    expect(errorFor(era, method, error, { uri: 'a:b' })).toEqual(told);
  });
});
