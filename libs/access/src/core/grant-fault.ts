import type { z } from 'zod';
import { faultOf } from './condition/fault-of.js';
import { budgetForm, obligationsForm } from './condition/part-forms.js';
import type { GrantFacts } from './facts.js';
import { patternForm } from './selector/pattern-form.js';

type Said = Pick<GrantFacts, 'pattern' | 'condition' | 'budget' | 'obligations'>;

/**
 * What is wrong with what a grant says, with its place (`$` is the condition), or null: it may be saved.
 * @param inputSchema of the tool; null for tools that are not known one by one
 */
export const grantFault = (grant: Said, inputSchema: unknown): string | null =>
  (grant.pattern && misshapen('pattern', patternForm, grant.pattern)) ??
  (grant.condition && faultOf(grant.condition, { inputSchema })) ??
  (grant.budget && misshapen('budget', budgetForm, grant.budget)) ??
  misshapen('obligations', obligationsForm, grant.obligations);

function misshapen(name: string, form: z.ZodType, value: unknown): string | null {
  const issue = form.safeParse(value).error?.issues[0];
  return issue ? `${[name, ...issue.path].join('.')}: ${issue.message}` : null;
}
