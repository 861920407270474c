import type { Assurance, TimeWindow } from './agent.js';

const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const names = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const;

/** When: `it is Monday to Friday, 08:00 to 18:00 (Europe/Berlin)`. */
export function windowWords({ zone, days, from, to }: TimeWindow): string {
  const said = [days && daysWords(days), hoursWords(from, to)].filter(Boolean).join(', ');
  return `it is ${said} (${zone})`;
}

/** Three days or more that follow each other are a span. */
function daysWords(days: NonNullable<TimeWindow['days']>): string {
  const found = week.filter((day) => days.includes(day));
  const [first, last] = [found[0], found.at(-1)];
  const isSpan = first && last && week.indexOf(last) - week.indexOf(first) === found.length - 1;
  if (isSpan && found.length > 2) return `${names[first]} to ${names[last]}`;
  return found.map((day) => names[day]).join(', ');
}

function hoursWords(from?: string, to?: string): string {
  if (from === undefined) return to === undefined ? '' : `before ${to}`;
  if (to === undefined) return `${from} or later`;
  return `${from} to ${to}${to < from ? ' of the next day' : ''}`;
}

/** How somebody must have signed in: `the person signed in with mfa, phr at most 5 minutes ago`. */
export function assuranceWords({ acr, maxAge }: Assurance): string {
  const how = acr ? ` with ${acr.join(', ')}` : '';
  const when = maxAge === undefined ? '' : ` at most ${duration(maxAge)} ago`;
  return `the person signed in${how}${when}`;
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function duration(seconds: number): string {
  const [unit, length] = units.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
