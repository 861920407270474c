import { z } from 'zod';
import type { Variant } from './variant.js';

const text = z.string().max(1024);
const json = z.json().refine((value) => JSON.stringify(value).length <= 8192, { error: 'more than 8 KB of JSON' });
const bounds = z
  .strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    enum: z
      .array(z.union([text, z.number(), z.boolean(), z.null()]))
      .min(1)
      .max(256)
      .optional(),
    maxLength: z.int().min(0).optional(),
    prefix: text.min(1).optional(),
    maxItems: z.int().min(0).optional(),
    required: z.boolean().optional().describe('Whether a call without it is refused.'),
  })
  .refine((given) => Object.keys(given).some((name) => name !== 'required'), { error: 'at least one bound' })
  .refine(({ min = -Infinity, max = Infinity }) => min <= max, { error: 'min is above max' });
const rule = z.union([
  z.strictObject({ fix: json }),
  z.strictObject({ remove: z.literal(true) }),
  z.strictObject({ bound: bounds }),
]);

/** A variant as it is saved. */
export const variantForm = z.strictObject({
  description: z.string().trim().min(1).max(4000).optional(),
  arguments: z
    .record(z.string().regex(/^[^.\s][^\s]{0,199}$/), rule)
    .refine((given) => Object.keys(given).length <= 64, { error: 'at most 64 arguments' }),
}) as unknown as z.ZodType<Variant>;
