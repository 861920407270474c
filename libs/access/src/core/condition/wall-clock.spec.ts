import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TimeWindow } from './types.js';
import { isZone, wallClock, withinWindow } from './wall-clock.js';

const hours: TimeWindow = {
  zone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:30',
};
const night: TimeWindow = { zone: 'America/New_York', days: ['fri'], from: '22:00', to: '06:00' };
it.each<[string, TimeWindow, string, boolean]>([
  ['begins', hours, '2026-03-04T08:00:00Z', true],
  ['not yet', hours, '2026-03-04T07:59:59Z', false],
  ['ends', hours, '2026-03-04T16:30:00Z', false],
  ['not quite', hours, '2026-03-04T16:29:59Z', true],
  ['begins an hour earlier by UTC in summer', hours, '2026-07-01T07:00:00Z', true],
  ['not on Saturday', hours, '2026-03-07T10:00:00Z', false],
  ['over midnight, before', night, '2026-03-07T03:00:00Z', true],
  ['over midnight, after, on the next day', night, '2026-03-07T10:59:00Z', true],
  ['over midnight, ended', night, '2026-03-07T11:00:00Z', false],
  ['over midnight, of another day', night, '2026-03-06T10:59:00Z', false],
  ['only from', { zone: 'UTC', from: '12:00' }, '2026-03-07T23:59:59Z', true],
  ['only to', { zone: 'UTC', to: '12:00' }, '2026-03-07T12:00:00Z', false],
  ['only days', { zone: 'Asia/Kathmandu', days: ['sun'] }, '2026-03-07T18:15:00Z', true],
  ['only days, not yet', { zone: 'Asia/Kathmandu', days: ['sun'] }, '2026-03-07T18:14:59Z', false],
  ['an hour that is shown twice', { zone: 'Europe/Berlin', from: '02:00', to: '03:00' }, '2026-10-25T00:30:00Z', true],
  ['and its second time', { zone: 'Europe/Berlin', from: '02:00', to: '03:00' }, '2026-10-25T01:30:00Z', true],
])('a window %s [access.condition-time]', (_, window, at, expected) => {
  expect(withinWindow(window, new Date(at))).toBe(expected);
});

it('shows what clocks show, whatever was asked before [access.condition-time]', () => {
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'UTC',
  );
  const at = fc.date({
    min: new Date('2000-01-01T00:00:00Z'),
    max: new Date('2037-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(zone, at, (timeZone, time) => {
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
        time,
      );
      expect(wallClock(timeZone, time).toISOString().slice(0, 19).replace('T', ' ')).toBe(shown);
    }),
    { numRuns: 2000 },
  );
});

it('fails on a moment that is none [access.error-denies]', () => {
  expect(() => withinWindow(hours, new Date(Number.NaN))).toThrow(RangeError);
});

it('knows zones by their names only [access.condition-time]', () => {
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Etc/GMT+5'].map(isZone)).not.toContain(false);
  expect(
    ['', '+02:00', 'Europe/Nowhere', 'europe/berlin', 'Europe/Berlin ', 'Еurope/Berlin'].map(isZone),
  ).not.toContain(true);
});
