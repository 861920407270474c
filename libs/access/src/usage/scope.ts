import { wallClock } from '../core/condition/wall-clock.js';
import type { Counter } from '../core/condition/types.js';

/** A session ends after this long without a call. */
export const IDLE_MINUTES = 30;
/** A session ends after this long whatever happens. */
export const ABSOLUTE_HOURS = 12;

const lengths = { minute: 16, hour: 13, day: 10, month: 7 } as const;
const MINUTE = 60_000;
/** For how long somebody may still ask for it, also where clocks differ. */
const kept = { minute: 60 * MINUTE, hour: 24 * 60 * MINUTE, day: 48 * 60 * MINUTE, month: 33 * 24 * 60 * MINUTE };

/** Within what a counter counts, as text, and from when on nobody asks for it any more. */
export type Scope = Readonly<{ scope: string; endsAt: Date }>;

/**
 * The session, or what the clocks of the zone show, cut to the window. An hour that is shown twice when clocks are set
 * back is two hours, told apart by their distance from UTC.
 */
export function scopeOf({ window }: Counter, session: string | null, at: Date): Scope {
  if (window === 'session') {
    if (session === null) throw new Error('a counter of a session without one');
    return { scope: session, endsAt: new Date(at.getTime() + (ABSOLUTE_HOURS + 1) * 60 * MINUTE) };
  }
  const { every, zone } = window;
  const local = wallClock(zone, at);
  const shown = local.toISOString().slice(0, lengths[every]);
  const isShort = every === 'minute' || every === 'hour';
  const scope = isShort ? `${shown} ${(local.getTime() - at.getTime()) / MINUTE}` : shown;
  return { scope, endsAt: new Date(at.getTime() + kept[every]) };
}
