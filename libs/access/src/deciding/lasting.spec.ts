import { expect, it } from 'vitest';
import type { Tx } from '@app/database';
import type { FenceReplica } from '@app/fence';
import { alone } from '../core/decision.js';
import { AccessIndex } from './access-index.js';
import { holds } from './lasting.js';

const at = new Date('2026-06-01T08:00:00Z');
const later = (ms: number): Date => new Date(at.getTime() + ms);
const tx = { query: async () => [] } as unknown as Tx;
type Follower = Parameters<FenceReplica['follow']>[0];

function opened() {
  let follower: Follower | undefined;
  const replica = { follow: (one: Follower) => (follower = one) } as unknown as FenceReplica;
  const index = new AccessIndex(replica, { now: () => at });
  const decision = index.decide({ ...alone('bot'), serverName: 's', toolName: 't', args: {}, at });
  return { index, decision, load: (changed: Parameters<Follower['load']>[1]) => follower!.load(tx, changed) };
}

it('a decision holds from when it was made, and no copy of it does [access.lasting]', () => {
  const { decision } = opened();
  expect([0, 1, 1e12, -1].map((ms) => holds(decision, later(ms)))).toEqual([true, true, true, false]);
  expect(holds({ ...decision, spends: [] }, at)).toBe(false);
});

it.each([[null], [{ subjects: ['00000000-0000-7000-8000-000000000001'], agents: [] }]])(
  'and until something else is in force, in that very moment: %j [access.lasting]',
  async (changed) => {
    const { decision, index, load } = opened();
    const putInForce = await load(changed);
    expect(holds(decision, at)).toBe(true);
    putInForce();
    expect(holds(decision, at)).toBe(false);
    const anew = index.decide({ ...alone('bot'), serverName: 's', toolName: 't', args: {}, at });
    expect(holds(anew, at)).toBe(true);
  },
);
