import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';

/** One check: it adds what it found to the call, or ends it. */
export type Step = (call: Call, house: House) => Ending | void | Promise<Ending | void>;

/** A step that also runs when the call has ended: it hears how, and may end it otherwise. */
export type LastWord = (call: Call, house: House, ending: Ending | undefined) => Ending | void | Promise<Ending | void>;

/** Takes what an earlier step must have found; without it the call fails, closed. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step of the admission was left out');
  return value;
}
