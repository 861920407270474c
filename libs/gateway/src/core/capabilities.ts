import { isObject } from '@app/kernel';
import type { Message } from './protocol.js';

type Fields = Readonly<Record<string, unknown>>;

const UI = 'io.modelcontextprotocol/ui';
const TASKS = 'io.modelcontextprotocol/tasks';

/** What the endpoint over all servers has: lists that change, and everything that some server may have. */
export const everything: Fields = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};

/** What is known of a server that cannot be asked. */
export const onlyTools: Fields = { tools: { listChanged: true } };

/**
 * What the endpoint of one server has: what the server declares, as far as we carry it. That a list may change is ours to
 * say: it changes with what the caller may use.
 * @param declared the server's own capabilities
 */
export function carried(era: Message['era'], declared: Fields): Fields {
  const { tools, resources, prompts, completions, logging, extensions } = declared;
  const kept = extensionsIn(era, extensions);
  return {
    ...(isObject(tools) && { tools: { listChanged: true } }),
    ...(isObject(resources) && { resources: { subscribe: resources['subscribe'] === true, listChanged: true } }),
    ...(isObject(prompts) && { prompts: { listChanged: true } }),
    ...(isObject(completions) && { completions: {} }),
    ...(isObject(logging) && { logging: {} }),
    ...(Object.keys(kept).length > 0 && { extensions: kept }),
  };
}

/** Tasks as an extension are of the stateless era only. */
function extensionsIn(era: Message['era'], extensions: unknown): Fields {
  if (!isObject(extensions)) return {};
  const names = era === 'modern' ? [UI, TASKS] : [UI];
  return Object.fromEntries(names.flatMap((name) => (isObject(extensions[name]) ? [[name, extensions[name]]] : [])));
}

/** The capability under which a method stands; null for those that every endpoint has. */
export function capabilityOf(method: string): string | null {
  if (method === 'completion/complete') return 'completions';
  const [noun = ''] = method.split('/');
  return ['resources', 'prompts', 'logging'].includes(noun) ? noun : null;
}
