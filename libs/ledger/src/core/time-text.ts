const MINUTE_MS = 60_000;
let minute = NaN;
let begins = '';

/** As `Date.toISOString`, of which all but the seconds is kept from one call to the next. @throws RangeError for no time */
export function timeText(at: Date): string {
  const ms = at.getTime();
  const its = Math.floor(ms / MINUTE_MS);
  if (its !== minute) {
    begins = at.toISOString().slice(0, -'00.000Z'.length);
    minute = its;
  }
  const rest = ms - its * MINUTE_MS;
  const seconds = Math.floor(rest / 1000);
  const thousandths = rest - seconds * 1000;
  const tens = seconds < 10 ? '0' : '';
  const zeros = thousandths < 10 ? '00' : thousandths < 100 ? '0' : '';
  return `${begins}${tens}${seconds}.${zeros}${thousandths}Z`;
}
