import { expect, it } from 'vitest';
import type { Tool } from './catalogue.js';
import { sorted } from './sorted.js';
import { serverStanding, toolStanding, waits } from './standing.js';

const tool = (over: Partial<Tool>): Tool => ({
  id: 't',
  serverId: 's',
  kind: 'tool',
  name: 'pay',
  risk: 'read',
  riskReason: null,
  state: 'held',
  definitionHash: 'new',
  approvedHash: 'old',
  refusedHash: null,
  tags: [],
  variantOf: null,
  variant: null,
  cost: 1,
  recordsAt: null,
  ...over,
});

it.each([
  [{}, 'Held back', 'it changed and waits for a decision', true],
  [{ approvedHash: '' }, 'Held back', 'new, nobody has approved it', true],
  [{ approvedHash: 'new' }, 'Held back', 'what it is made from is not available', false],
  [{ refusedHash: 'new' }, 'Refused', 'somebody refused this definition', false],
  [{ refusedHash: 'another' }, 'Held back', 'it changed and waits for a decision', true],
  [{ state: 'available' }, 'Available', null, false],
  [{ state: 'removed' }, 'Removed', 'its server no longer offers it', false],
] as const)('a tool with %j is shown as %s [console.catalogue.standing]', (over, word, because, isAsked) => {
  expect(toolStanding(tool(over))).toMatchObject({ word, because });
  expect(waits(tool(over))).toBe(isAsked);
});

it.each([
  ['active', 'healthy', 'Healthy'],
  ['active', 'failing', 'Failing'],
  ['active', 'unknown', 'Not read yet'],
  ['active', null, 'Not read yet'],
  ['disabled', 'healthy', 'Disabled'],
] as const)('a server that is %s and %s is shown as %s [console.catalogue.standing]', (status, health, word) => {
  expect(serverStanding({ status, health: health && { status: health } }).word).toBe(word);
});

it('shows what waits for a decision first [console.catalogue.list]', () => {
  const tools = [
    tool({ id: 'gone', state: 'removed' }),
    tool({ id: 'b', state: 'available', name: 'b' }),
    tool({ id: 'a', state: 'available', name: 'a' }),
    tool({ id: 'refused', refusedHash: 'new' }),
    tool({ id: 'waits', name: 'z' }),
  ];
  expect(sorted(tools, () => 'files').map(({ id }) => id)).toEqual(['waits', 'refused', 'a', 'b', 'gone']);
});
