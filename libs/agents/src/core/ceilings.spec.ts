import { expect, it } from 'vitest';
import type { Blueprint } from './blueprint.js';
import { beyond, daysAfter, type Wanted } from './ceilings.js';

const now = new Date('2026-06-01T00:00:00Z');
const blueprint: Blueprint = {
  name: 'readers',
  kind: 'autonomous',
  environment: 'production',
  maxTermDays: 90,
  reviewEveryDays: 30,
  dormantAfterDays: 14,
  maxCredentialDays: 10,
  ceilingProfileId: null,
  requiresApproval: false,
  requiresDeputy: false,
};
const within: Wanted = {
  kind: 'autonomous',
  environment: 'production',
  expiresAt: daysAfter(now, 90),
  nextReviewAt: daysAfter(now, 30),
  dormantAfterDays: 14,
  credentialExpiresAt: daysAfter(now, 10),
};

it('lets an agent go as far as its class does [agent.blueprint-ceiling]', () => {
  expect(beyond(blueprint, within, now)).toBeNull();
  expect(beyond(blueprint, {}, now)).toBeNull();
});

it.each([
  ['kind', 'delegated'],
  ['environment', 'development'],
  ['expiresAt', new Date(daysAfter(now, 90).getTime() + 1)],
  ['nextReviewAt', new Date(daysAfter(now, 30).getTime() + 1)],
  ['dormantAfterDays', 15],
  ['dormantAfterDays', null],
  ['credentialExpiresAt', new Date(daysAfter(now, 10).getTime() + 1)],
])('and no further: %s %s [agent.blueprint-ceiling]', (name, value) => {
  expect(beyond(blueprint, { ...within, [name]: value }, now)).toBe(name);
});
