import type { ReactNode } from 'react';

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const distance = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const DAY = 86_400_000;

const daysUntil = (at: Date, now: Date): number => Math.round((at.getTime() - now.getTime()) / DAY);

/** The time of day; with its day unless that is today. */
export function Moment({ at }: { at: string }): ReactNode {
  const date = new Date(at);
  const today = day.format(date) === day.format(new Date());
  return (
    <time dateTime={at} title={exact.format(date)}>
      {!today && <>{day.format(date)}, </>}
      {clock.format(date)}
    </time>
  );
}

/** A day to come or gone by, and how far off it is. */
export function Day({ at }: { at: string }): ReactNode {
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)}>
      {day.format(date)} <span className="fine">{distance.format(daysUntil(date, new Date()), 'day')}</span>
    </time>
  );
}
