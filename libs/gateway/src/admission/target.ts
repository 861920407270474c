import { isObject } from '@app/kernel';
import { publicName, splitPublicName } from '@app/catalog';
import { errorAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';
import { visibleTools } from '../tool-list.js';
import { found } from './step.js';
import { unknownTool } from './unknown-tool.js';

/** Which tool of which server a call names, whether or not there is one. */
export function target(call: Call, house: House): Ending | void {
  const { id, params } = found(call.message);
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string' || !isObject(args)) {
    const message = 'Invalid params: a tool name and an object of arguments are needed';
    return { answer: errorAnswer(id, 200, { code: -32602, message }), refused: 'malformed' };
  }
  call.argsText = JSON.stringify(args);
  const named = call.server === null ? resolved(name, call, house) : { server: call.server, tool: name };
  if (!named) return unknownTool(call, name, 'tool_unknown');
  call.target = { ...named, args };
}

function resolved(name: string, call: Call, house: House): { server: string; tool: string } | null {
  const parts = splitPublicName(name);
  if (!parts?.cut) return parts;
  const whole = visibleTools(call, house).find(({ server, tool }) => publicName(server, tool) === name);
  return whole ?? parts;
}
