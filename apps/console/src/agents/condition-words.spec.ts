import { expect, it } from 'vitest';
import { inWords } from './condition-words.js';

it.each([
  [{ arg: 'a', op: 'lte', value: 100 }, 'a ≤ 100'],
  [{ arg: 'note', op: 'eq', value: null }, 'note is null'],
  [{ arg: 'to', op: 'in', value: ['a', 1] }, 'to is one of “a”, 1'],
  [{ arg: 'path', op: 'prefix', value: '/in/' }, 'path begins with “/in/”'],
  [{ all: [] }, 'always'],
  [{ any: [] }, 'never'],
  [
    {
      all: [
        { arg: 'a', op: 'gt', value: 0 },
        {
          any: [
            { arg: 'b', op: 'eq', value: true },
            { arg: 'c', op: 'lt', value: 2 },
          ],
        },
      ],
    },
    'a > 0 and (b is true or c < 2)',
  ],
] as const)('%j reads “%s” [console.agents.conditions]', (condition, words) => {
  expect(inWords(structuredClone(condition) as Parameters<typeof inWords>[0])).toBe(words);
});
