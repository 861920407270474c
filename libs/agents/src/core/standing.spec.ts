import { expect, it } from 'vitest';
import { mayBecome, standingOf } from './standing.js';

it.each([
  ['staged', [], 'suspended'],
  ['staged', ['killed'], 'suspended'],
  ['active', [], 'active'],
  ['active', ['owner_inactive'], 'suspended'],
  ['active', ['owner_inactive', 'killed'], 'suspended'],
  ['retired', [], 'ended'],
  ['retired', ['expired'], 'ended'],
] as const)('an agent that is %s with causes %j stands %s [agent.causes-are-a-set]', (state, causes, standing) => {
  expect(standingOf(state, causes)).toBe(standing);
});

it('never comes back from retirement [agent.retired-is-final]', () => {
  expect(mayBecome('retired', 'active')).toBe(false);
  expect(mayBecome('retired', 'staged')).toBe(false);
  expect(mayBecome('active', 'staged')).toBe(false);
});
