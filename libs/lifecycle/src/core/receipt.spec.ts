import { describe, expect, it } from 'vitest';
import { isComplete, PATIENCE_MS, unverified } from './receipt.js';

const committed = new Date('2026-06-01T09:00:00Z');
const later = (ms: number) => new Date(committed.getTime() + ms);

describe('a leaver receipt', () => {
  it.each([
    ['everything seen at once', { settled: true, swept: true, denied: 2, agents: 2 }, 0, true],
    [
      'no agents, nothing to sweep, a minute later',
      { settled: true, swept: false, denied: 0, agents: 0 },
      60_000,
      true,
    ],
    ['nothing swept so far', { settled: true, swept: false, denied: 0, agents: 0 }, 59_999, false],
    ['an agent that has not called', { settled: true, swept: true, denied: 1, agents: 2 }, 60_000, false],
    ['a gateway that is behind', { settled: false, swept: true, denied: 2, agents: 2 }, 60_000, false],
    ['nothing seen for a day', { settled: false, swept: false, denied: 0, agents: 2 }, PATIENCE_MS, true],
  ])('with %s: complete or not [receipt.complete]', (_, seen, age, complete) => {
    expect(isComplete(seen, committed, later(age))).toBe(complete);
  });

  it('says per server and per agent what it does not vouch for [receipt.unverified]', () => {
    const agents = [
      { agentId: 'a', keys: { live: 1, revoked: 0 } },
      { agentId: 'b', keys: { live: 0, revoked: 2 } },
    ];
    const said = unverified([{ name: 'files', transport: 'stdio' }], agents);
    expect(said.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'upstream-credentials files',
      'data-returned files',
      'keys-held a',
    ]);
  });
});
