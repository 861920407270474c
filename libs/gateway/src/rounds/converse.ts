import type { RpcAnswer } from '@app/connectors';
import { found } from '../found.js';
import type { Call } from '../call.js';
import type { House } from '../house.js';
import type { Send } from './send.js';
import { spoken } from './spoken.js';
import { stateless } from './stateless.js';

export type { Send } from './send.js';

/**
 * Sends an allowed call, and carries what the upstream asks meanwhile to the client and back, whatever the eras of the
 * two are. What comes back is an answer for this client: its `requestState` and `taskId`, if any, are handles of ours.
 * @throws Stop when somebody lost the right, or the conversation cannot go on; Refusal `upstream.*`
 */
export function converse(call: Call, house: House, send: Send): Promise<RpcAnswer> {
  return found(call.message).era === 'modern' ? stateless(call, house, send) : spoken(call, house, send);
}
