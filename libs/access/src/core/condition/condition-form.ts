import { z } from 'zod';
import { patternForm } from '../selector/pattern-form.js';
import { caps } from './caps.js';
import { expressionFault } from './cel-fault.js';
import { assuranceForm, counterForm, windowForm } from './part-forms.js';
import { sizeFault } from './size-fault.js';
import { testForm } from './test-form.js';
import type { Condition } from './types.js';

const parts = z
  .array(z.lazy(() => conditionForm))
  .min(1)
  .max(caps.nodes);
const expression = z.string().superRefine((source, ctx) => {
  const fault = expressionFault(source);
  if (fault) ctx.addIssue({ code: 'custom', message: fault });
});

/** Each by the name that only it has; what has none of them is a test. */
export const forms = {
  all: z.strictObject({ all: parts }),
  any: z.strictObject({ any: parts }),
  // told to be there, which what comes after a preprocess is not
  not: z.strictObject({ not: z.lazy(() => z.nonoptional(conditionForm)) }),
  time: z.strictObject({ time: windowForm }),
  assurance: z.strictObject({ assurance: assuranceForm }),
  called: z.strictObject({ called: patternForm }),
  counter: z
    .strictObject({ counter: counterForm, op: z.enum(['lt', 'lte', 'gt', 'gte']), value: z.int().min(0) })
    .refine(({ op, value }) => op !== 'lt' || value > 0, { error: 'never less than nothing', path: ['value'] }),
  cel: z.strictObject({ cel: expression }),
} as const;

/**
 * The one schema of a condition: for the API, and for what is saved. The size comes first: what is nested deep enough
 * would exhaust the stack of whatever walks it next.
 */
export const conditionForm: z.ZodType<Condition> = z.preprocess(
  (value, ctx) => {
    const fault = sizeFault(value);
    if (!fault) return value;
    ctx.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  },
  z.union([...Object.values(forms), testForm]),
) as z.ZodType<Condition>;
