import { describe, expect, it } from 'vitest';
import { type HeldGrant, type ReachedTool, reachOf } from './reach.js';

const tool = (id: string, over: Partial<ReachedTool> = {}): ReachedTool => ({
  id,
  kind: 'tool',
  serverId: 's',
  serverName: 'shop',
  name: id,
  risk: 'read',
  tags: [],
  state: 'available',
  acceptedHashes: ['h1'],
  server: { tags: [], environment: 'staging', classification: null },
  ...over,
});
const held = (over: Partial<HeldGrant>): HeldGrant => ({
  profileId: 'p',
  toolId: null,
  pattern: null,
  definitionHash: null,
  effect: 'allow',
  ...over,
});
const tools = [tool('read_a'), tool('read_b'), tool('pay', { risk: 'write' }), tool('read_held', { state: 'held' })];
const ids = (found: readonly ReachedTool[]): string[] => found.map(({ id }) => id);
const none = { toolId: null, pattern: null, profileId: null };

describe('what a grant is about', () => {
  it('is the tool that it names, whatever holds that back, or what is available of its pattern [access.reach]', () => {
    const reach = reachOf(tools, []);
    expect(ids(reach({ ...none, toolId: 'read_held' }))).toEqual(['read_held']);
    expect(ids(reach({ ...none, pattern: { name: 'read_*' } }))).toEqual(['read_a', 'read_b']);
    expect(ids(reach({ ...none, toolId: 'gone' }))).toEqual([]);
  });

  it('of a profile is what the profile grants, narrowed; what it denies is nothing [access.reach]', () => {
    const reach = reachOf(tools, [
      held({ pattern: { name: 'read_*' } }),
      held({ toolId: 'pay', definitionHash: 'h1' }),
      held({ profileId: 'q', toolId: 'pay', definitionHash: 'h1', effect: 'deny' }),
    ]);
    expect(ids(reach({ ...none, profileId: 'p' }))).toEqual(['read_a', 'read_b', 'pay']);
    expect(ids(reach({ ...none, profileId: 'p', pattern: { risk: ['write'] } }))).toEqual(['pay']);
    expect(ids(reach({ ...none, profileId: 'p', toolId: 'read_b' }))).toEqual(['read_b']);
    expect(ids(reach({ ...none, profileId: 'q' }))).toEqual([]);
    expect(ids(reach({ ...none, profileId: 'unknown' }))).toEqual([]);
  });

  it('of a profile leaves out what was granted in another definition [access.reach]', () => {
    const changed = [tool('read_a', { acceptedHashes: ['h2'] }), tool('read_b', { acceptedHashes: ['h2', 'h1'] })];
    const both = changed.map(({ id }) => held({ toolId: id, definitionHash: 'h1' }));
    expect(ids(reachOf(changed, both)({ ...none, profileId: 'p' }))).toEqual(['read_b']);
  });
});
