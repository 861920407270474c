import { isObject } from '@app/kernel';
import { errorAnswer } from '../answer.js';
import type { Call, Ending, Target } from '../call.js';
import { type Governed, governedAs } from '../core/methods.js';
import type { House } from '../house.js';
import { byName, byUri, resourceAt } from '../naming/named.js';
import { taskTarget } from '../rounds/task-target.js';
import { found } from '../found.js';
import { unknownTarget } from './unknown-target.js';

type Fields = Readonly<Record<string, unknown>>;
/** `unknown`: there is nothing of that name, whoever asks. */
type Read = Target | 'malformed' | 'unknown';
type Reader = (call: Call, house: House, params: Fields) => Read;

const isText = (value: unknown): value is string => typeof value === 'string';

const tool: Reader = (call, house, { name, arguments: args }) => {
  if (!isText(name) || !isArguments(args)) return 'malformed';
  const named = byName(call, house, 'tool', name);
  if (!named) return 'unknown';
  return {
    server: named.server,
    kind: 'tool',
    tool: named.name,
    args: args ?? {},
    params: withArguments(named.name, args),
  };
};

const prompt: Reader = (call, house, { name, arguments: args }) => {
  if (!isText(name) || !isArguments(args)) return 'malformed';
  const named = byName(call, house, 'prompt', name);
  if (!named) return 'unknown';
  return {
    server: named.server,
    kind: 'prompt',
    tool: named.name,
    args: args ?? {},
    params: withArguments(named.name, args),
  };
};

const resource: Reader = (call, house, { uri }) => {
  if (!isText(uri)) return 'malformed';
  const named = byUri(call, uri);
  if (!named) return 'unknown';
  const { kind, name } = resourceAt(call, house, named);
  return { server: named.server, kind, tool: name, args: { uri: named.name }, params: { uri: named.name } };
};

/** Decided as the prompt or template that is being filled in, with all that it is filled in with so far. */
const completion: Reader = (call, house, { ref, argument, context }) => {
  if (!isObject(ref) || !isObject(argument) || !isArguments(context)) return 'malformed';
  const { name: filled, value } = argument;
  const others = context?.['arguments'];
  if (!isText(filled) || !isText(value) || !isArguments(others)) return 'malformed';
  // nothing else goes out, and the one that is filled in goes out once: all of it is what conditions ask for
  const { [filled]: _, ...before } = others ?? {};
  const given = { ...before, [filled]: value };
  const rest = {
    argument: { name: filled, value },
    ...(context && { context: others ? { arguments: before } : {} }),
  };
  if (ref['type'] === 'ref/prompt' && isText(ref['name'])) {
    const named = byName(call, house, 'prompt', ref['name']);
    const { name = '', server = '' } = named ?? {};
    return named
      ? { server, kind: 'prompt', tool: name, args: given, params: { ref: { type: 'ref/prompt', name }, ...rest } }
      : 'unknown';
  }
  if (ref['type'] !== 'ref/resource' || !isText(ref['uri'])) return 'malformed';
  const named = byUri(call, ref['uri']);
  if (!named) return 'unknown';
  const { server, name: uri } = named;
  const isTemplate = house.access.offered(found(call.token).agentId, server, 'resource_template').has(uri);
  const kind = isTemplate ? 'resource_template' : 'resource';
  return { server, kind, tool: uri, args: { ...given, uri }, params: { ref: { type: 'ref/resource', uri }, ...rest } };
};

const task: Reader = (call, house, params) =>
  isText(params['taskId']) ? (taskTarget(call, house, params) ?? 'unknown') : 'malformed';

const readers: Readonly<Record<Governed, Reader>> = { tool, prompt, resource, completion, task };
const needed: Readonly<Record<Governed, string>> = {
  tool: 'a tool name and an object of arguments are needed',
  prompt: 'the name of a prompt and an object of arguments are needed',
  resource: 'a uri is needed',
  completion: 'a ref to a prompt or resource, and an argument with name and value are needed',
  task: 'a taskId is needed',
};

/** What a call is about, whether or not there is such a thing: which tool, resource or prompt of which server. */
export function target(call: Call, house: House): Ending | void {
  const message = found(call.message);
  const as = found(governedAs(message) ?? undefined);
  const read = readers[as](call, house, message.params);
  if (read === 'malformed') {
    const error = { code: -32602, message: `Invalid params: ${needed[as]}` };
    return { answer: errorAnswer(message.id, 200, error), refused: 'malformed' };
  }
  if (read === 'unknown') return unknownTarget(call, `${as === 'completion' ? 'prompt' : as}_unknown`);
  call.target = read;
  call.argsText = JSON.stringify(read.args);
}

const isArguments = (value: unknown): value is Fields | undefined => value === undefined || isObject(value);
/** An absent object of arguments stays absent. */
const withArguments = (name: string, args: Fields | undefined): Fields =>
  args === undefined ? { name } : { name, arguments: args };
