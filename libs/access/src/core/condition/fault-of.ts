import { isObject } from '@app/kernel';
import type { z } from 'zod';
import { argumentFault } from './argument-fault.js';
import { forms } from './condition-form.js';
import { contradiction } from './contradiction.js';
import { innerOf, sizeFault } from './size-fault.js';
import { testForm } from './test-form.js';
import type { Condition } from './types.js';

/**
 * What is wrong with a condition, with its place (`$.all[2].value: …`), or null: it may be saved.
 * @param on `inputSchema`: of the tool; null for tools that are not known one by one, of whose arguments nothing is checked
 */
export const faultOf = (condition: unknown, on: Readonly<{ inputSchema: unknown }>): string | null =>
  sizeFault(condition) ??
  inForm(condition, '$') ??
  inSense(condition as Condition, '$', (leaf) => argumentFault(leaf, on.inputSchema));

/** The same for a rule over what the directory says of a person: nothing else may be asked. */
export const ruleFault = (condition: unknown): string | null =>
  sizeFault(condition) ??
  inForm(condition, '$') ??
  inSense(condition as Condition, '$', (leaf) => {
    const asks = 'person' in leaf && (!('of' in leaf) || 'person' in leaf.of);
    return asks ? null : 'a rule asks attributes of the person only';
  });

/** Each part by its own form, so that the place of the fault is told and not only that none of all forms fits. */
function inForm(part: unknown, place: string): string | null {
  if (!isObject(part)) return `${place}: no condition`;
  const inner = [...innerOf(part)];
  if (inner.length === 0 || Object.keys(part).length > 1) return parsed(formOf(part), part, place);
  for (const [name, each] of inner) {
    const fault = inForm(each, `${place}.${name}`);
    if (fault) return fault;
  }
  return null;
}

function formOf(part: Readonly<Record<string, unknown>>): z.ZodType {
  const named = Object.entries(forms).find(([name]) => Object.hasOwn(part, name));
  return named ? named[1] : testForm;
}

function parsed(form: z.ZodType, part: unknown, place: string): string | null {
  const issue = form.safeParse(part).error?.issues[0];
  if (!issue) return null;
  const at = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return `${place}${at}: ${issue.message}`;
}

function inSense(part: Condition, place: string, leafFault: (leaf: Condition) => string | null): string | null {
  const never = 'all' in part ? contradiction(part.all) : null;
  if (never) return `${place}.${never}`;
  const inner = [...innerOf(part)];
  for (const [name, each] of inner) {
    const fault = inSense(each as Condition, `${place}.${name}`, leafFault);
    if (fault) return fault;
  }
  const fault = inner.length === 0 ? leafFault(part) : null;
  return fault && `${place}${fault.startsWith('.') ? '' : ': '}${fault}`;
}
