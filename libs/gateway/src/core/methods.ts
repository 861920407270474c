import type { Message } from './protocol.js';

/** As what a method is decided on that reaches an upstream. */
export type Governed = 'tool' | 'resource' | 'prompt' | 'completion' | 'task';

/** Every method that reaches an upstream, in each era. What is neither here nor served by us is refused. */
const governed: Readonly<Record<Message['era'], ReadonlyMap<string, Governed>>> = {
  legacy: new Map<string, Governed>([
    ['tools/call', 'tool'],
    ['resources/read', 'resource'],
    ['resources/subscribe', 'resource'],
    ['resources/unsubscribe', 'resource'],
    ['prompts/get', 'prompt'],
    ['completion/complete', 'completion'],
  ]),
  modern: new Map<string, Governed>([
    ['tools/call', 'tool'],
    ['resources/read', 'resource'],
    ['prompts/get', 'prompt'],
    ['completion/complete', 'completion'],
    ['tasks/get', 'task'],
    ['tasks/update', 'task'],
    ['tasks/cancel', 'task'],
  ]),
};

export const governedAs = ({ era, method }: Pick<Message, 'era' | 'method'>): Governed | null =>
  governed[era].get(method) ?? null;

/** Names of all of them, for whoever walks every door. */
export const governedMethods = (era: Message['era']): readonly string[] => [...governed[era].keys()];
