import { expect, it } from 'vitest';
import { cookieOf, epochOf } from './session.js';

const secret = 'A'.repeat(43);

it('reads back the epoch that a cookie carries [auth.session.epoch]', () => {
  expect(epochOf(cookieOf(secret, 0))).toBe(0);
  expect(epochOf(cookieOf(secret, 12))).toBe(12);
});

it.each([
  '',
  secret,
  `${secret}.`,
  `${secret}.-1`,
  `${secret}.1e3`,
  `${secret}.1.2`,
  `A.1`,
  `${secret}.9999999999`,
  `${secret}.1\n`,
])('takes %j for no cookie of ours [auth.session.epoch]', (text) => {
  expect(epochOf(text)).toBeNull();
});
