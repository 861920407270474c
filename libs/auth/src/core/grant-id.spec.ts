import { expect, it } from 'vitest';
import { baseOf, grantIdOf } from './grant-id.js';

const base = { delegationId: '0192f0c1-0000-7000-8000-000000000001', epoch: 7, agentEpoch: 3 };

it('says what a grant rests on [refresh.epoch]', () => {
  expect(baseOf(grantIdOf(base, 's3cret_-'))).toEqual(base);
});

it.each([
  '',
  'V1StGXR8_Z5jdHi6B-myT',
  base.delegationId,
  `${base.delegationId}.7.3`,
  `${base.delegationId}.7.s`,
  `${base.delegationId}..3.s`,
  `${base.delegationId}.7..s`,
  `${base.delegationId}.-1.3.s`,
  `${base.delegationId}.7.1e3.s`,
  `${base.delegationId}.7.3.s.t`,
  `nobody.7.3.s`,
])('%j rests on nothing [refresh.epoch]', (grantId) => {
  expect(baseOf(grantId)).toBeNull();
});
