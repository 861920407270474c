import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attributeNames } from '../attributes.js';
import { patternForm } from '../selector/pattern-form.js';
import { caps } from './caps.js';
import { compile } from './compile.js';
import { faultOf } from './fault-of.js';
import { budgetForm, obligationsForm } from './part-forms.js';
import type { Condition } from './types.js';

const page = readFileSync(new URL('../../../../../docs/access-conditions.md', import.meta.url), 'utf8');
const [inputSchema, ...examples] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, block = '']) => JSON.parse(block) as Record<string, unknown>,
);
const constructs = ['all', 'any', 'not', 'op', 'time', 'assurance', 'called', 'counter', 'cel'];
const isCondition = (example: Record<string, unknown>): boolean =>
  !('limit' in example) && constructs.some((name) => Object.hasOwn(example, name));

it.each(examples.filter(isCondition))(
  'the example %j may be saved and is judged [access.conditions-documented]',
  (example) => {
    expect(faultOf(example, { inputSchema })).toBeNull();
    expect(typeof compile(example as Condition)).toBe('function');
  },
);

it('shows every construct, and no other blocks than are tested [access.conditions-documented]', () => {
  const conditions = JSON.stringify(examples.filter(isCondition));
  expect(constructs.filter((name) => !conditions.includes(`"${name}":`))).toEqual([]);
  const [budget, obligations, pattern, ...rest] = examples.filter((example) => !isCondition(example));
  expect(budgetForm.safeParse(budget).success).toBe(true);
  expect(obligationsForm.safeParse(obligations).success).toBe(true);
  expect(patternForm.safeParse(pattern).success).toBe(true);
  expect(rest).toEqual([]);
});

it('names every attribute and every bound as it is [access.conditions-documented]', () => {
  expect(attributeNames.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  for (const bound of Object.values(caps)) expect(page).toContain(bound.toLocaleString('en-US'));
});
