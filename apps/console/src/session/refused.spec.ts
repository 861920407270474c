import { expect, it } from 'vitest';
import { refusedFor, requestOf } from './refused.js';

it('has words for each refusal, and shows nothing of what it does not know [console.sign-in.refused]', () => {
  expect(refusedFor('sign-in.denied')).toMatchObject({ code: 'sign-in.denied' });
  const nothing = { title: 'You could not be signed in', code: null };
  for (const code of ['', 'Call 0900 123', 'toString', '__proto__']) expect(refusedFor(code)).toMatchObject(nothing);
  expect(requestOf('01a1ff73-dd2c-77f1-a0df-c05779ede6ee')).toBe('01a1ff73-dd2c-77f1-a0df-c05779ede6ee');
  for (const id of [null, '', 'call 0900 123']) expect(requestOf(id)).toBeNull();
});
