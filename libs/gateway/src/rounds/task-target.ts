import type { Call, Target } from '../call.js';
import { found } from '../found.js';
import type { House } from '../house.js';
import { bearerOf } from './states.js';

/** What `tasks/get`, `tasks/update` and `tasks/cancel` are decided on: the tool whose call made the task. */
export function taskTarget(call: Call, house: House, params: Readonly<Record<string, unknown>>): Target | null {
  const { taskId, inputResponses } = params;
  const task = house.rounds.tasks.take(bearerOf(found(call.token)), String(taskId), house.clock.now());
  if (!task || (call.server !== null && call.server !== task.server)) return null;
  const { server, tool, args, id } = task;
  const answers = call.message?.method === 'tasks/update' && inputResponses !== undefined ? { inputResponses } : {};
  return { server, kind: 'tool', tool, args, params: { taskId: id, ...answers } };
}
