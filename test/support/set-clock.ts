import { Clock } from '@app/kernel';

/** The time of this machine, and so many seconds on. */
export class SetClock extends Clock {
  seconds = 0;
  now(): Date {
    return new Date(Date.now() + this.seconds * 1000);
  }
}
