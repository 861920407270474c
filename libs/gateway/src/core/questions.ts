import { isObject } from '@app/kernel';
import type { Governed } from './methods.js';

type Fields = Readonly<Record<string, unknown>>;
type Question = Readonly<{ method: string; params: Fields }>;

/** What may be asked of a client in the middle of a request, and the capability that it declares for it (MCP 2026-07-28). */
const kinds: ReadonlyMap<string, string> = new Map([
  ['elicitation/create', 'elicitation'],
  ['sampling/createMessage', 'sampling'],
  ['roots/list', 'roots'],
]);

/** Capabilities without those by which it could be asked anything. */
export const unaskable = (capabilities: Fields): Fields =>
  Object.fromEntries(Object.entries(capabilities).filter(([name]) => ![...kinds.values()].includes(name)));

/** Whether a client with these capabilities can be asked anything at all. */
export function isAskable(capabilities: Fields): boolean {
  for (const name of kinds.values()) if (isObject(capabilities[name])) return true;
  return false;
}

/** Whether the client declared that it can be asked this. An empty `elicitation` means forms only. */
export function isDeclared({ method, params }: Question, capabilities: Fields): boolean {
  const kind = kinds.get(method);
  const declared = kind === undefined ? undefined : capabilities[kind];
  if (!isObject(declared)) return false;
  if (method === 'elicitation/create') {
    if (params['mode'] === 'url') return isObject(declared['url']);
    return isObject(declared['form']) || !isObject(declared['url']);
  }
  return method !== 'sampling/createMessage' || params['tools'] === undefined || isObject(declared['tools']);
}

/** Whether an answer to this may be a question, and the request that follows brings what was asked for. */
export const mayAsk = (as: Governed | null): boolean => as === 'tool' || as === 'resource' || as === 'prompt';

/** Whether a result is no end, but asks the client something first (MCP 2026-07-28 §MRTR). */
export const asks = (result: Fields): boolean => result['resultType'] === 'input_required';

/** Each is a message on somebody's stream, or a form on somebody's screen. */
const MOST_QUESTIONS = 64;

/** The questions of such a result by their keys; null when they are no questions, too many, or of a kind that was not declared. */
export function questionsIn(result: Fields, capabilities: Fields): ReadonlyMap<string, Question> | null {
  const { inputRequests = {}, requestState } = result;
  if (!isObject(inputRequests) || (requestState !== undefined && typeof requestState !== 'string')) return null;
  const entries = Object.entries(inputRequests);
  if (entries.length > MOST_QUESTIONS) return null;
  const questions = entries.map(([key, asked]) => [key, questionOf(asked)] as const);
  const sound = questions.filter(
    (entry): entry is [string, Question] => entry[1] !== null && isDeclared(entry[1], capabilities),
  );
  const isEmpty = sound.length === 0 && requestState === undefined;
  return isEmpty || sound.length < questions.length ? null : new Map(sound);
}

function questionOf(asked: unknown): Question | null {
  if (!isObject(asked) || typeof asked['method'] !== 'string') return null;
  const { method, params = {} } = asked;
  return isObject(params) ? { method, params } : null;
}
