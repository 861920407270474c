import { describe, expect, it } from 'vitest';
import { buildIndex } from './access-index.js';
import type { AccessFacts, ToolFacts } from './facts.js';

const at = new Date('2026-11-01T00:00:00Z');
const tool = (
  id: string,
  kind: ToolFacts['kind'],
  name: string,
  state: ToolFacts['state'] = 'available',
): ToolFacts => ({
  id,
  serverId: 's1',
  kind,
  name,
  risk: 'read',
  state,
  approvedHash: 'h',
  acceptedHashes: ['h'],
  tags: [],
  variantOf: null,
  definition: null,
});
const facts: AccessFacts = {
  agents: ['a1', 'a2'].map((id, i) => ({
    id,
    tenant: `t${i + 1}`,
    kind: 'autonomous',
    ownerId: 'p1',
    deputyId: null,
    parentId: null,
    ceilingId: null,
    environment: null,
    tags: [],
  })),
  people: [],
  servers: [
    { id: 's1', tenant: 't1', name: 'docs', status: 'active', environment: null, classification: null, tags: [] },
  ],
  tools: [
    tool('1', 'resource', 'doc://one'),
    tool('2', 'resource', 'doc://held', 'held'),
    tool('3', 'resource', 'doc://gone', 'removed'),
    tool('4', 'resource_template', 'doc://{id}'),
    tool('5', 'tool', 'doc://one'),
  ],
  agentGrants: [],
  memberships: [],
  assignments: [],
  profileGrants: [],
  delegations: [],
  kills: [],
};

describe('what a server offers', () => {
  it('is known by kind, whoever may use it, without what is gone, and to its tenant alone [access.offered]', () => {
    const index = buildIndex(facts, at);
    const offered = (agent: string, kind: ToolFacts['kind']) => [...index.offered(agent, 'docs', kind)];
    expect(offered('a1', 'resource')).toEqual(['doc://one', 'doc://held']);
    expect(offered('a1', 'resource_template')).toEqual(['doc://{id}']);
    expect([offered('a2', 'resource'), offered('nobody', 'resource'), offered('a1', 'prompt')]).toEqual([[], [], []]);
  });

  it('is what it is after a change, too [access.offered]', () => {
    const index = buildIndex(facts, at);
    expect(index.offered('a1', 'docs', 'resource').has('doc://new')).toBe(false);
    index.apply({ of: { tools: ['6', '1'] }, facts: { ...facts, tools: [tool('6', 'resource', 'doc://new')] } }, at);
    expect([...index.offered('a1', 'docs', 'resource')]).toEqual(['doc://held', 'doc://new']);
  });
});
