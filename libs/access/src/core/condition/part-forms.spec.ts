import { expect, it } from 'vitest';
import { budgetForm, obligationsForm } from './part-forms.js';

const counter = { unit: 'records', per: ['agent'], window: 'session' };
it('takes budgets and obligations [access.budget-form]', () => {
  expect(budgetForm.safeParse({ counter, limit: 100, exceeded: 'hold' }).success).toBe(true);
  const daily = { every: 'day', zone: 'Europe/Berlin' };
  expect(budgetForm.safeParse({ counter: { ...counter, window: daily }, limit: 1, exceeded: 'deny' }).success).toBe(
    true,
  );
  expect(obligationsForm.safeParse([{ redact: ['customers[*].iban'] }, { cap: { records: 5 } }]).success).toBe(true);
});

it.each<[string, unknown, string]>([
  ['no limit', { counter, exceeded: 'hold' }, 'limit'],
  ['half a call', { counter, limit: 1.5, exceeded: 'hold' }, 'limit'],
  ['a text', { counter, limit: '5', exceeded: 'hold' }, 'limit'],
  ['another end', { counter, limit: 5, exceeded: 'allow' }, 'exceeded'],
  ['an unknown unit', { counter: { ...counter, unit: 'dollars' }, limit: 5, exceeded: 'deny' }, 'counter.unit'],
  ['somebody twice', { counter: { ...counter, per: ['agent', 'agent'] }, limit: 5, exceeded: 'deny' }, 'counter.per'],
])('refuses a budget with %s [access.budget-form]', (_, budget, place) => {
  expect(budgetForm.safeParse(budget).error?.issues[0]?.path.join('.')).toBe(place);
});

it.each<[string, unknown]>([
  ['no path', [{ redact: [] }]],
  ['a path of nothing', [{ redact: ['a..b'] }]],
  ['a path by another language', [{ redact: ['$..iban'] }]],
  ['a cap on nothing', [{ cap: {} }]],
  ['less than nothing', [{ cap: { bytes: -1 } }]],
  ['what is not known', [{ encrypt: ['a'] }]],
])('refuses an obligation with %s [access.obligation-form]', (_, obligations) => {
  expect(obligationsForm.safeParse(obligations).success).toBe(false);
});
