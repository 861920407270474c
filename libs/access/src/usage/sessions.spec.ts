import { expect, it } from 'vitest';
import { Sessions } from './sessions.js';
import type { UsagePool } from './usage-pool.js';

it('what was noted is written down once, and again when it could not be [session.kept]', async () => {
  const written: unknown[] = [];
  let lost = true;
  const query = async (_: string, __: string, [agents, , times]: readonly unknown[]) => {
    if (lost) throw new Error('lost');
    written.push([agents, times]);
    return [];
  };
  const sessions = new Sessions({ query } as unknown as UsagePool);
  const at = new Date('2026-06-01T09:00:00Z');
  sessions.note({ tenant: 't', agentId: 'a', personId: null }, at);
  await expect(sessions.keep()).rejects.toThrow('lost');
  lost = false;
  await sessions.keep();
  await sessions.keep();
  await sessions.close();
  expect(written).toEqual([[['a'], [at]]]);
});
