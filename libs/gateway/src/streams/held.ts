import type { Ending } from '../call.js';

/** The request has been answered by a stream that stays open. */
export const held: Ending = { answer: { status: 200, headers: {}, body: null } };
