import { productVersion } from '@app/kernel';
import { describe, expect, it } from 'vitest';
import { forwarded, isComplete, ownResult, passedOn } from './result.js';

const upstream = {
  content: [{ type: 'hologram', voxels: [1] }],
  vendor: { kept: true },
  resultType: 'complete',
  ttlMs: 5,
  cacheScope: 'public',
  _meta: {
    'com.example/trace': 1,
    'io.modelcontextprotocol/serverInfo': { name: 'x' },
    'surety.dev/decision': { code: 'allowed' },
  },
};

describe('results', () => {
  it('keep what the protocol does not own, and lose what is said in our name [gateway.pass-through]', () => {
    expect(passedOn('legacy', upstream)).toEqual({
      content: [{ type: 'hologram', voxels: [1] }],
      vendor: { kept: true },
      _meta: { 'com.example/trace': 1 },
    });
    expect(passedOn('modern', upstream)).toEqual({
      resultType: 'complete',
      content: [{ type: 'hologram', voxels: [1] }],
      vendor: { kept: true },
      _meta: {
        'com.example/trace': 1,
        'io.modelcontextprotocol/serverInfo': { name: 'surety', version: productVersion },
      },
    });
    expect(passedOn('legacy', { content: [] })).toEqual({ content: [] });
  });

  it('of our own carry what their era asks for [gateway.eras]', () => {
    expect(ownResult('legacy', { tools: [] })).toEqual({ tools: [] });
    expect(ownResult('modern', { tools: [], _meta: { a: 1 } })).toMatchObject({
      resultType: 'complete',
      _meta: { a: 1 },
    });
  });

  it('that are not an end are not passed on [gateway.pass-through]', () => {
    expect(
      [{}, { resultType: 'complete' }, { resultType: 'input_required' }, { resultType: 'task' }].map(isComplete),
    ).toEqual([true, true, false, false]);
  });
});

describe('parameters', () => {
  it('go upstream as far as they were judged [gateway.forwarded]', () => {
    const params = {
      name: 'files__read',
      arguments: { path: '/a' },
      requestState: 'sealed',
      task: { ttl: 1 },
      _meta: {
        progressToken: 1,
        traceparent: '00-1',
        'com.example/x': 1,
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/logLevel': 'debug',
        'mcp.dev/x': 1,
        'surety.dev/decision': 1,
      },
    };
    expect(forwarded({ name: 'read', arguments: params.arguments }, params)).toEqual({
      name: 'read',
      arguments: { path: '/a' },
      _meta: { traceparent: '00-1', 'com.example/x': 1 },
    });
    expect(forwarded({ name: 'read' }, {})).toEqual({ name: 'read' });
  });
});
