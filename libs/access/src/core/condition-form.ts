import { z } from 'zod';
import { caps, type Condition } from './condition.js';

const text = z.string().max(caps.text);
const arg = text.regex(/^[^.]+(\.[^.]+)*$/, { error: 'a dotted path' });
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);

/** The one schema of a condition: for the API, and for what is saved. Its depth is limited apart, by `sizeFault`. */
export const conditionForm: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionForm).max(caps.nodes) }),
    z.strictObject({ any: z.array(conditionForm).max(caps.nodes) }),
    z.strictObject({ arg, op: z.literal('eq'), value: scalar }),
    z.strictObject({ arg, op: z.literal('in'), value: z.array(scalar).max(caps.nodes) }),
    z.strictObject({ arg, op: z.literal('prefix'), value: text }),
    z.strictObject({ arg, op: z.enum(['lt', 'lte', 'gt', 'gte']), value: z.number() }),
  ]),
);
