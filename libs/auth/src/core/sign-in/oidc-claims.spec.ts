import { expect, it } from 'vitest';
import { vouchedByClaims } from './oidc-claims.js';

it.each([
  [1_780_000_000, '2026-05-28T20:26:40.000Z'],
  [undefined, null],
  ['1780000000', null],
  [Number.NaN, null],
  [1e20, null],
  [-1e300, null],
])('auth_time %s says %s [sign-in.auth-time]', (time, expected) => {
  const { authenticatedAt } = vouchedByClaims({ sub: 'a', auth_time: time });
  expect(authenticatedAt && authenticatedAt.toISOString()).toBe(expected);
});
