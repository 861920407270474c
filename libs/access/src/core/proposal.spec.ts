import { expect, it } from 'vitest';
import type { AccessFacts, ProfileGrantFacts } from './facts.js';
import { always, proposed } from './proposal.js';

const budget = { counter: { unit: 'calls', per: ['grant'], window: 'session' }, limit: 3, exceeded: 'deny' } as const;
const held: ProfileGrantFacts = {
  ...always,
  id: 'held',
  profileId: 'p',
  toolId: null,
  pattern: { name: 'read_*' },
  effect: 'allow',
  condition: null,
  definitionHash: null,
  budget,
  obligations: [],
};
const facts = { tools: [], profileGrants: [held, { ...held, id: 'others', profileId: 'q' }] } as Partial<AccessFacts>;

it('what a profile grants already stays the grant that it is, so that its budget is no new one [access.simulate-same]', () => {
  const same = { pattern: { name: 'read_*' }, effect: 'allow', budget } as const;
  const other = { pattern: { name: 'write_*' }, effect: 'hold' } as const;
  const after = (...grants: readonly (typeof same | typeof other)[]) =>
    proposed(facts as AccessFacts, { profile: 'p', grants }, () => false).profileGrants.map(({ id, profileId }) => [
      id,
      profileId,
    ]);
  expect(after(same, other)).toEqual([
    ['held', 'p'],
    ['others', 'q'],
    ['proposed-0', 'p'],
  ]);
  expect(after(other)).toEqual([
    ['others', 'q'],
    ['proposed-0', 'p'],
  ]);
});
