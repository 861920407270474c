import type { Interval } from './facts.js';

/** What is asked for: both may be left out, for now and until further notice. */
export type Validity = Readonly<{ validFrom?: Date | null | undefined; validTo?: Date | null | undefined }>;

/** The interval with `planned`: its beginning is still to come; null when it ends before it begins, or has done so. */
export function validity({ validFrom, validTo }: Validity, now: Date): (Interval & { planned: boolean }) | null {
  const begin = validFrom ?? now;
  if (begin < now) return null;
  const end = validTo ?? null;
  if (end !== null && end <= begin) return null;
  return { validFrom: begin, validTo: end, planned: begin > now };
}
