import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { PathStep } from './agent.js';
import { missingSentence } from './missing-link.js';

const step = (kind: PathStep['step'], name: string | null = null, id = 'an-id'): PathStep => ({ step: kind, id, name });

it('says whose link is missing, and which [console.decisions.explain]', () => {
  const agent = [step('agent', 'invoice-bot'), step('grant')];
  expect(missingSentence([...agent, step('owner', 'Ada'), step('missing', null, 'grant')])).toBe(
    'The owner Ada has no grant for this tool.',
  );
  expect(missingSentence([step('agent', 'invoice-bot'), step('missing', null, 'condition_unmet')])).toBe(
    'The agent invoice-bot has a grant, but its condition does not hold for this call.',
  );
  expect(missingSentence([step('missing', null, 'tool')])).toBe('There is no such tool on any server that is known.');
  expect(missingSentence(agent)).toBeNull();
});

it('has words for every link that the rule can miss [console.decisions.explain]', () => {
  const rule = ['decide', 'access-index', 'weigh'].map((name) =>
    readFileSync(`libs/access/src/core/${name}.ts`, 'utf8'),
  );
  const named = [...rule.join('').matchAll(/nothing\('\w+', '([\w-]+)'\)|^ {2}(\w+): \d,$/gm)];
  const ids = named.map(([, nothing, ranked]) => nothing ?? ranked).filter((id) => id !== 'no_grant');
  expect(ids).toContain('delegation');
  expect(ids).toContain('budget_exhausted');
  const sentences = [...ids, 'grant', 'acting-person', 'step_up_required'].map((id) =>
    missingSentence([step('missing', null, id)]),
  );
  expect(sentences.filter((sentence) => sentence?.startsWith('What is missing'))).toEqual([]);
});
