import { expect, it } from 'vitest';
import { BoundedLabels } from './bounded-labels.js';

it('knows so many values and no more, and keeps those that it knows [telemetry.bounded]', () => {
  const labels = new BoundedLabels(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map((value) => labels.of(value))).toEqual([
    'a',
    'b',
    'other',
    'a',
    'other',
    'b',
  ]);
});
