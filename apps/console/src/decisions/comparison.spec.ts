import { expect, it } from 'vitest';
import { compared } from './comparison.js';

it.each([
  [true, 'kept', 'condition_unmet', 'same', 'The same comes out now'],
  [false, 'kept', 'allowed', 'other', 'Something else comes out now'],
  [null, 'kept', 'agent_inactive', 'untold', 'Not a question of rights'],
  [null, 'not-kept', 'allowed', 'untold', 'Nobody can tell any more'],
  [null, 'without-arguments', 'allowed', 'untold', 'Nobody can tell any more'],
] as const)(
  'agrees %s with inputs %s of a call recorded as %s is shown as %s [console.decisions.explain]',
  (agrees, inputs, recorded, tone, title) => {
    const said = compared({ agrees, inputs, recorded, effect: 'deny', code: 'condition_unmet' });
    expect(said).toMatchObject({ tone, title });
  },
);
