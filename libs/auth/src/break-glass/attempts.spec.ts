import { expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { Attempts } from './attempts.js';

const wrong = (): Promise<never> => Promise.reject(new Refusal('break-glass.refused'));
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error as Refusal).code,
  );

it('turns away one address after five failures, and nobody else however many fail [auth.glass.open-to-others]', async () => {
  const attempts = new Attempts();
  for (let address = 0; address < 300; address++) {
    expect(await codeOf(attempts.counted(`10.0.0.${address}`, wrong))).toBe('break-glass.refused');
  }
  const from = 'evil';
  const codes = [];
  for (let i = 0; i < 6; i++) codes.push(await codeOf(attempts.counted(from, wrong)));
  expect(codes).toEqual([...Array<string>(5).fill('break-glass.refused'), 'break-glass.too-many']);
  const honest = await attempts.counted('192.0.2.1', () => Promise.resolve('in'));
  expect(honest).toBe('in');
});

it('counts failures of all together, so that alarms end somewhere [auth.glass.flood]', async () => {
  const attempts = new Attempts();
  expect([await attempts.fail(), await attempts.fail()]).toEqual([1, 2]);
});
