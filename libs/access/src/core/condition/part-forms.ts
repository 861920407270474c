import { z } from 'zod';
import { caps } from './caps.js';
import { asciiName, path } from './literals.js';
import type { Assurance, Budget, Counter, Obligation, TimeWindow } from './types.js';
import { isZone } from './wall-clock.js';

const zone = z.string().refine(isZone, { error: 'no time zone, such as Europe/Berlin' });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'no time, such as 09:30' });
const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const once = { error: 'names one twice' };

export const windowForm: z.ZodType<TimeWindow> = z
  .strictObject({
    zone,
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1)
      .max(7)
      .refine(unique, once)
      .exactOptional(),
    from: time.exactOptional(),
    to: time.exactOptional(),
  })
  .refine(({ days, from, to }) => days ?? from ?? to, { error: 'a window that is always open' })
  .refine(({ from, to }) => (from ?? '00:00') !== to, { error: 'a window that ends where it begins', path: ['to'] });

export const assuranceForm: z.ZodType<Assurance> = z
  .strictObject({
    acr: z.array(asciiName).min(1).max(16).refine(unique, once).exactOptional(),
    maxAge: z.int().min(1).max(31_536_000).exactOptional(),
  })
  .refine(({ acr, maxAge }) => acr !== undefined || maxAge !== undefined, {
    error: 'an assurance that asks for nothing',
  });

export const counterForm: z.ZodType<Counter> = z.strictObject({
  unit: z.enum(['calls', 'records', 'bytes', 'cost']),
  per: z
    .array(z.enum(['agent', 'person', 'tool', 'profile', 'grant']))
    .min(1)
    .max(5)
    .refine(unique, once),
  window: z.union([z.literal('session'), z.strictObject({ every: z.enum(['minute', 'hour', 'day', 'month']), zone })]),
});

/** What may be used up, and what then. */
export const budgetForm: z.ZodType<Budget> = z.strictObject({
  counter: counterForm,
  limit: z.int().min(1).max(1e12),
  exceeded: z.enum(['deny', 'hold']),
});

const most = z.int().min(0).max(1e12).exactOptional();
const obligationForm: z.ZodType<Obligation> = z.union([
  z.strictObject({ redact: z.array(path).min(1).max(caps.nodes).refine(unique, once) }),
  z.strictObject({
    cap: z
      .strictObject({ records: most, bytes: most })
      .refine(({ records, bytes }) => records !== undefined || bytes !== undefined, { error: 'a cap on nothing' }),
  }),
]);
export const obligationsForm = z.array(obligationForm).max(16);
