/** Time is an argument, never ambient: reviews, expiries and leavers are all about "as of when". */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
