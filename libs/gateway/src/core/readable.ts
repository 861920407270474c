import { isObject } from '@app/kernel';
import type { Governed } from './methods.js';

type Fields = Readonly<Record<string, unknown>>;
/** A result as that of a tool, and how what is told of it becomes a result of its own method again. */
export type Readable = Readonly<{ as: Fields; back: (told: Fields) => Fields }>;

/**
 * Obligations are written for results of tools (`content`, `structuredContent`); other results are laid out like one.
 * @param hidesSome something must not be told: then only what can be read as data is laid out
 * @returns null: there is nothing in it that obligations could be carried out on
 */
export function readable(method: Governed, result: Fields, hidesSome: boolean): Readable | null {
  switch (method) {
    case 'tool':
      return { as: result, back: (told) => told };
    case 'resource':
      return ofResource(result);
    case 'prompt':
      return ofPrompt(result);
    case 'completion':
      return hidesSome ? null : ofCompletion(result);
    case 'task':
      return ofTask(result, hidesSome);
  }
}

function ofResource({ contents }: Fields): Readable | null {
  if (!Array.isArray(contents) || !contents.every(isObject)) return null;
  const content = contents.map(({ text }) => (typeof text === 'string' ? { type: 'text', text } : { type: 'blob' }));
  return {
    as: { content },
    back: (told) => ({
      contents: itemsOf(told).map((item, at) => {
        const { uri, mimeType, blob } = contents[at] ?? {};
        const type = mimeType === undefined ? {} : { mimeType };
        return isObject(item) && 'text' in item ? { uri, ...type, text: item['text'] } : { uri, ...type, blob };
      }),
    }),
  };
}

function ofPrompt({ messages }: Fields): Readable | null {
  if (!Array.isArray(messages) || !messages.every(isObject)) return null;
  return {
    as: { content: messages.map(({ content }) => content) },
    back: (told) => ({ messages: itemsOf(told).map((content, at) => ({ role: messages[at]?.['role'], content })) }),
  };
}

function ofCompletion({ completion }: Fields): Readable | null {
  if (!isObject(completion) || !Array.isArray(completion['values'])) return null;
  const { values } = completion;
  return { as: { structuredContent: { values } }, back: ({ structuredContent: told }) => ({ completion: told }) };
}

/** The fields of a task that say nothing in words (MCP extension `tasks`). */
const plain = ['resultType', 'taskId', 'status', 'createdAt', 'lastUpdatedAt', 'ttlMs', 'pollIntervalMs'];

function ofTask(task: Fields, hidesSome: boolean): Readable | null {
  if (hidesSome && (task['inputRequests'] !== undefined || task['error'] !== undefined)) return null;
  const kept = hidesSome ? Object.fromEntries(Object.entries(task).filter(([field]) => plain.includes(field))) : task;
  const { result } = task;
  if (!isObject(result)) return { as: {}, back: () => kept };
  return { as: result, back: (told) => ({ ...kept, result: told }) };
}

const itemsOf = ({ content }: Fields): readonly unknown[] => (Array.isArray(content) ? content : []);
