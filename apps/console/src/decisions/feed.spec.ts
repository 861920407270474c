import { expect, it } from 'vitest';
import type { Decision } from './decision.js';
import { KEPT, merged, since } from './feed.js';

const decision = (seq: number): Decision => ({
  seq,
  callId: `call-${seq}`,
  at: '2026-11-21T12:00:00.000Z',
  agentId: 'a',
  agentName: 'invoice-bot',
  ownerId: 'o',
  ownerName: 'Ada Lovelace',
  onBehalfOf: null,
  onBehalfOfName: null,
  server: 'files',
  tool: 'write_file',
  decision: 'allow',
  reasonCode: 'allowed',
  grantIds: [],
  chain: [],
  agents: [],
  delegations: [],
});
const seqs = (decisions: readonly Decision[]): number[] => decisions.map(({ seq }) => seq);

it('keeps each decision once, newest first, whatever order and overlap it came in [console.decisions.once]', () => {
  const latest = [3, 4, 5].map(decision);
  const streamed = [7, 5, 6].map(decision);
  expect(seqs(merged(merged([], streamed), latest))).toEqual([7, 6, 5, 4, 3]);
});

it('gives back the same list when nothing is new, so that nothing is drawn again', () => {
  const known = merged([], [1, 2].map(decision));
  expect(merged(known, [decision(2)])).toBe(known);
});

it('forgets the oldest beyond what a page can hold', () => {
  const known = merged(
    [],
    Array.from({ length: KEPT }, (_, i) => decision(i)),
  );
  const now = merged(known, [decision(KEPT)]);
  expect(now).toHaveLength(KEPT);
  expect(now.at(-1)?.seq).toBe(1);
});

it('counts what came while the page was paused, also when older ones were forgotten meanwhile', () => {
  const shown = merged([], [1, 2].map(decision));
  expect(since(shown, merged(shown, [3, 4].map(decision)))).toBe(2);
  expect(since([], [decision(0)])).toBe(1);
});
