import { expect, it } from 'vitest';
import { Cut, asReal } from './cut.js';

it('a cut is told once to everybody who still listens, and its reason stays the first [gateway.cut]', () => {
  const heard: string[] = [];
  const cut = new Cut();
  const real = asReal(cut);
  const gone = (): void => void heard.push('gone');
  cut.addEventListener('abort', gone);
  cut.addEventListener('abort', () => void heard.push('there'));
  cut.removeEventListener('abort', gone);
  cut.throwIfAborted();
  const first = new Error('first');
  cut.abort(first);
  cut.abort(new Error('second'));
  expect([heard, cut.aborted, cut.reason, real.reason]).toEqual([['there'], true, first, first]);
  expect(() => cut.throwIfAborted()).toThrow(first);
  expect(asReal(cut).reason).toBe(first);
});
