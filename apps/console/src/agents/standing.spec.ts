import { expect, it } from 'vitest';
import { standingOf } from './standing.js';

it.each([
  ['active', [], 'Active', null],
  ['staged', [], 'Not started', 'it waits for its activation'],
  ['active', ['owner_inactive'], 'Suspended', 'its owner left or is inactive'],
  ['active', ['killed', 'review_overdue'], 'Suspended', 'it was stopped by hand; its review is overdue'],
  ['staged', ['expired'], 'Suspended', 'it has expired'],
  ['retired', ['killed'], 'Retired', 'for good'],
] as const)('%s with %j is shown as %s [console.agents.standing]', (state, suspendedFor, word, because) => {
  expect(standingOf({ state, suspendedFor: [...suspendedFor] })).toMatchObject({ word, because });
});
