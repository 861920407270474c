import type { TimeWindow, Weekday } from './types.js';

const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const quarter = 15 * 60_000;

type Zone = { format: Intl.DateTimeFormat; quarter: number; offset: number };
const zones = new Map<string, Zone>();

/**
 * What clocks in a zone show, as if it were UTC. Offsets change on quarters of an hour only, so one is computed a quarter.
 * @throws RangeError on an unknown zone or an invalid date
 */
export function wallClock(zone: string, at: Date): Date {
  const time = at.getTime();
  const known = zones.get(zone) ?? made(zone);
  const current = Math.floor(time / quarter);
  if (known.quarter !== current) {
    known.offset = offsetAt(known.format, current * quarter);
    known.quarter = current;
  }
  return new Date(time + known.offset);
}

function made(zone: string): Zone {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...numeric, second: 'numeric', hourCycle: 'h23', timeZone: zone });
  const made = { format, quarter: Number.NaN, offset: 0 };
  zones.set(zone, made);
  return made;
}

function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - time;
}

/** An IANA name, as zones are written there; not an offset. */
export function isZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name) || name.length > 64) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A window over midnight belongs to the day it begins on. */
export function withinWindow({ zone, days, from, to }: TimeWindow, at: Date): boolean {
  const local = wallClock(zone, at);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const begin = from === undefined ? 0 : minuteOf(from);
  const end = to === undefined ? 24 * 60 : minuteOf(to);
  const today = local.getUTCDay();
  const on = (day: number): boolean => days === undefined || days.includes(weekdays[day % 7] ?? 'sun');
  if (begin < end) return minute >= begin && minute < end && on(today);
  return (minute >= begin && on(today)) || (minute < end && on(today + 6));
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
