import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';

/** One check: it adds what it found to the call, or ends it. */
export type Step = (call: Call, house: House) => Ending | void | Promise<Ending | void>;

/** A step that also runs when the call has ended: it hears how, and may end it otherwise. */
export type LastWord = (call: Call, house: House, ending: Ending | undefined) => Ending | void | Promise<Ending | void>;
