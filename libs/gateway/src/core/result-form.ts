import { isObject } from '@app/kernel';

type Fields = Readonly<Record<string, unknown>>;

const listOf = (value: unknown, named: string): boolean =>
  Array.isArray(value) && value.every((each) => isObject(each) && typeof each[named] === 'string');

/** What each of these methods answers with, in every revision. */
const forms = new Map<string, (result: Fields) => boolean>([
  // `content` is required since 2025-03-26 as before; clients do without it where there is structured content
  ['tools/call', (result) => listOf(result['content'] ?? ('structuredContent' in result ? [] : null), 'type')],
  ['resources/read', ({ contents }) => listOf(contents, 'uri')],
  ['prompts/get', ({ messages }) => listOf(messages, 'role')],
  ['completion/complete', ({ completion }) => isObject(completion) && Array.isArray(completion['values'])],
]);

/** Whether a complete result is what the method answers with; clients fail over others in ways of their own. */
export const isOfForm = (method: string, result: Fields): boolean => forms.get(method)?.(result) ?? true;
