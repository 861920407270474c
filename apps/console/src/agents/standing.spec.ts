import { expect, it } from 'vitest';
import { standingOf } from './standing.js';

it.each([
  ['active', [], 'Active', null],
  ['requested', [], 'Requested', 'it waits for somebody to approve it'],
  ['staged', [], 'Not started', 'it waits for its activation'],
  ['staged', ['expired'], 'Not started', 'it has expired'],
  ['suspended', ['owner_inactive'], 'Suspended', 'its owner left or is inactive'],
  ['suspended', ['killed', 'review_overdue'], 'Suspended', 'it was stopped by hand; its review is overdue'],
  ['dormant', ['dormant'], 'Dormant', 'it was not used for a long time'],
  ['quarantined', ['quarantined'], 'Quarantined', 'it is in quarantine until somebody attests it again'],
  ['retired', ['killed'], 'Retired', 'for good'],
] as const)('%s with %j is shown as %s [console.agents.standing]', (shownState, suspendedFor, word, because) => {
  expect(standingOf({ shownState, suspendedFor: [...suspendedFor] })).toMatchObject({ word, because });
});
