import { expect, it } from 'vitest';
import { consequences } from './consequences.js';
import type { PersonState } from './person-state.js';

type Standing = 'here' | 'away' | 'held' | 'held away' | 'gone';
const state = (standing: Standing): PersonState => {
  const present = standing === 'here' || standing === 'held';
  const held = standing.startsWith('held');
  const status = standing === 'gone' ? 'deleted' : present && !held ? 'active' : 'inactive';
  return {
    status,
    present,
    held,
    joined: true,
    active: present,
    startsAt: null,
    endsAt: null,
    onLeave: false,
    facts: {},
  };
};

it.each<[Standing, Standing, string[], string[], string | null]>([
  ['here', 'here', [], [], null],
  ['here', 'away', ['owner_inactive'], [], 'suspended'],
  ['here', 'held', ['risk'], [], 'suspended'],
  ['here', 'held away', ['owner_inactive', 'risk'], [], 'suspended'],
  ['here', 'gone', ['owner_inactive'], [], 'ended'],
  ['away', 'here', [], ['owner_inactive'], 'active'],
  ['away', 'held', ['risk'], ['owner_inactive'], null],
  ['away', 'held away', ['risk'], [], null],
  ['away', 'gone', ['owner_inactive'], [], 'ended'],
  ['held', 'here', [], ['risk'], 'active'],
  ['held', 'held away', ['owner_inactive'], [], 'suspended'],
  ['held', 'away', ['owner_inactive'], ['risk'], 'suspended'],
  ['held away', 'held', [], ['owner_inactive'], null],
  ['held away', 'away', [], ['risk'], null],
  ['held away', 'here', [], ['owner_inactive', 'risk'], 'active'],
])('from %s to %s stops %j, clears %j, fence %s [lifecycle.causes]', (before, after, stop, clear, fence) => {
  expect(consequences(state(before), state(after))).toEqual({ stop, clear, fence });
});
