import { expect, it } from 'vitest';
import { difference, type EffectiveTool } from './effective.js';

const tool = (toolId: string, effect: 'allow' | 'hold' = 'allow', conditional = false): EffectiveTool => ({
  toolId,
  serverName: 's',
  toolName: toolId,
  risk: 'read',
  effect,
  conditional,
  grantIds: [],
  path: [],
});

it('tells what became narrower and what wider [access.difference]', () => {
  const before = [tool('gone'), tool('same'), tool('now-held'), tool('now-limited'), tool('freed', 'hold')];
  const after = [
    tool('same'),
    tool('now-held', 'hold'),
    tool('now-limited', 'allow', true),
    tool('freed'),
    tool('new'),
  ];
  expect(difference(before, after)).toEqual({
    lost: ['gone', 'now-held', 'now-limited'],
    gained: ['freed', 'new'],
  });
});
