import { Refusal, isObject } from '@app/kernel';
import type { RpcAnswer } from '@app/connectors';
import { found } from '../found.js';
import type { Call } from '../call.js';
import { governedAs } from '../core/methods.js';
import { asks, mayAsk, questionsIn } from '../core/questions.js';
import { isTask } from '../core/result.js';
import type { House } from '../house.js';
import { requestOf } from './request-of.js';
import { type Continued, bearerOf } from './states.js';

type Fields = Readonly<Record<string, unknown>>;

const TASKS = 'io.modelcontextprotocol/tasks';
/** A `requestState` of more characters, or a task id, is more than a client should carry to and fro. */
const LONGEST_STATE = 256 * 1024;
const LONGEST_ID = 1_024;

/**
 * The answer of a stateless upstream for a stateless client: it asks only what the client declared that it can be asked,
 * and what the client is to bring back stands under seals of ours.
 */
export function outward(call: Call, house: House, reply: RpcAnswer): RpcAnswer {
  if ('error' in reply) return reply;
  const { result } = reply;
  const as = governedAs(found(call.message));
  if (asks(result) && !mayAsk(as)) throw unusable('it asks where nothing can be asked');
  if (asks(result)) return { result: asking(call, house, result) };
  if (as === 'task') return { result: ofTask(call, result) };
  if (!isTask(result)) return reply;
  if (as !== 'tool') throw unusable('only the call of a tool can be a task');
  return { result: task(call, house, result) };
}

function asking(call: Call, house: House, result: Fields): Fields {
  const { requestState } = result;
  askable(call, result);
  const theirs = typeof requestState === 'string' ? { requestState } : {};
  if ((theirs.requestState?.length ?? 0) > LONGEST_STATE) throw unusable('its state is too long');
  return { ...result, requestState: stateOf(call, house, theirs) };
}

/** The state under which the client comes back. */
export const stateOf = (call: Call, house: House, more: Omit<Continued, 'callId'>): string =>
  house.rounds.states.give(
    bearerOf(found(call.token)),
    requestOf(call, house),
    { callId: call.id, ...more },
    house.clock.now(),
  );

function task(call: Call, house: House, result: Fields): Fields {
  const { taskId } = result;
  const { extensions } = call.client?.capabilities ?? {};
  if (!isObject(extensions) || !isObject(extensions[TASKS])) throw unusable('the client did not ask for a task');
  if (typeof taskId !== 'string' || taskId.length > LONGEST_ID) throw unusable('its task has no id');
  const { server, tool, args } = found(call.target);
  const made = { server, tool, args, id: taskId };
  return { ...result, taskId: house.rounds.tasks.give(bearerOf(found(call.token)), made, house.clock.now()) };
}

/** How a task stands, under the handle by which the client asked. */
function ofTask(call: Call, result: Fields): Fields {
  const { inputRequests, taskId } = result;
  const said = taskId === undefined ? result : { ...result, taskId: found(call.message).params['taskId'] };
  if (inputRequests === undefined) return said;
  askable(call, { inputRequests, requestState: '' });
  return said;
}

/** This very request declared that it can be asked this. @throws Refusal `upstream.unusable` */
export function askable({ client }: Call, result: Fields): void {
  if (!questionsIn(result, client?.capabilities ?? {})) throw unusable('it asks what the client cannot be asked');
}

const unusable = (why: string): Refusal => new Refusal('upstream.unusable', why);
