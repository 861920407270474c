import { expect, it } from 'vitest';
import { type Employment, standingOf } from './standing.js';

const now = new Date('2026-06-01T09:00:00Z');
const before = new Date('2026-06-01T08:59:59.999Z');
const after = new Date('2026-06-01T09:00:00.001Z');

it.each<[string, Partial<Employment>, boolean]>([
  ['the source says so', {}, true],
  ['the source says no', { sourceStatus: 'inactive' }, false],
  ['on leave', { onLeave: true }, false],
  ['at the first moment', { startsAt: now }, true],
  ['before the first moment', { startsAt: after }, false],
  ['at the moment of the end', { endsAt: now }, false],
  ['after the end', { endsAt: before }, false],
  ['before the end', { startsAt: before, endsAt: after }, true],
])('lets a person act: %s [lifecycle.standing]', (_, over, present) => {
  const said = { sourceStatus: 'active', startsAt: null, endsAt: null, onLeave: false, ...over } as const;
  expect(standingOf(said, now, false)).toEqual({ present, held: false, status: present ? 'active' : 'inactive' });
  expect(standingOf(said, now, true)).toEqual({ present, held: true, status: 'inactive' });
});
