import { expect, it } from 'vitest';
import { isFresh, stepUpChallenge } from './step-up.js';

const now = new Date('2026-06-01T09:00:00Z');
const signedIn = (secondsAgo: number, over = {}) => ({
  method: 'oidc' as const,
  authenticatedAt: new Date(now.getTime() - secondsAgo * 1000),
  acr: null,
  amr: [],
  ...over,
});
const rule = { seconds: 300, means: [] };

it.each([
  [0, true],
  [300, true],
  [301, false],
  [-60, true],
  [-61, false],
])('a sign-in %s seconds ago is fresh: %s [auth.step-up]', (secondsAgo, expected) => {
  expect(isFresh(signedIn(secondsAgo), rule, now)).toBe(expected);
});

it('a time that is none is not fresh [auth.step-up]', () => {
  expect(isFresh(signedIn(0, { authenticatedAt: new Date(Number.NaN) }), rule, now)).toBe(false);
});

it('where strong means are named, one of them must have been asserted [auth.step-up]', () => {
  const strong = { seconds: 300, means: ['phr', 'mfa'] };
  expect(isFresh(signedIn(1), strong, now)).toBe(false);
  expect(isFresh(signedIn(1, { acr: 'pwd', amr: ['pwd'] }), strong, now)).toBe(false);
  expect(isFresh(signedIn(1, { acr: 'phr' }), strong, now)).toBe(true);
  expect(isFresh(signedIn(1, { amr: ['pwd', 'mfa'] }), strong, now)).toBe(true);
  expect(isFresh(signedIn(301, { acr: 'phr' }), strong, now)).toBe(false);
});

it('a program is never present, whoever broke the glass always is [auth.step-up]', () => {
  expect(isFresh(signedIn(0, { method: 'api_token' }), rule, now)).toBe(false);
  expect(isFresh(signedIn(1700, { method: 'break_glass' }), rule, now)).toBe(true);
});

it('the challenge is the one of RFC 9470 [auth.step-up]', () => {
  expect(stepUpChallenge(rule)).toBe('Bearer error="insufficient_user_authentication", max_age="300"');
  expect(stepUpChallenge({ seconds: 60, means: ['phr', 'mfa'] })).toBe(
    'Bearer error="insufficient_user_authentication", max_age="60", acr_values="phr mfa"',
  );
});
