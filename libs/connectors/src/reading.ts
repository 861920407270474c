import { Refusal, isObject } from '@app/kernel';
import { type Kind, type Offered, type ToolDefinition, kinds } from '@app/catalog';
import type { RpcAnswer } from './core/message.js';
import { headerParameters } from './core/parameter-headers.js';

const MOST_PAGES = 100;
const MOST_DEFINITIONS = 10_000;
/** Of one list, in characters of JSON: pages add up. */
const MOST_TEXT = 10 * 1024 * 1024;
const METHOD_NOT_FOUND = -32601;

/** `leftOut`: what could not be read, or is not shaped so that it could be used. */
export type Reading = Readonly<{ offered: Offered; leftOut: readonly string[] }>;
type Ask = (method: string, params: Readonly<Record<string, unknown>>) => Promise<RpcAnswer>;

/** By which method a kind is listed, under which name its list stands in the result, and of which capability it is. */
const lists = {
  tool: { method: 'tools/list', field: 'tools', capability: 'tools' },
  resource: { method: 'resources/list', field: 'resources', capability: 'resources' },
  resource_template: { method: 'resources/templates/list', field: 'resourceTemplates', capability: 'resources' },
  prompt: { method: 'prompts/list', field: 'prompts', capability: 'prompts' },
} as const satisfies Record<Kind, object>;

/**
 * All pages of what a server offers. Its tools must be readable; other kinds that are not are left as they were known. A
 * tool whose `x-mcp-header` annotations are not legal is left out (MCP 2026-07-28).
 * @param capabilities what the server says it has; null asks for tools only
 * @throws Refusal `upstream.*`
 */
export async function readOffered(
  ask: Ask,
  capabilities: (() => Promise<ReadonlySet<string>>) | null,
): Promise<Reading> {
  const leftOut: string[] = [];
  const tools = await readList('tool', ask);
  // by name: where one of two has illegal annotations, the other one is no more to be trusted
  const unusable = new Set(tools.filter((tool) => !isUsable(tool)).map(({ name }) => name));
  const offered: { -readonly [K in Kind]?: readonly ToolDefinition[] | null } = {
    tool: tools.filter(({ name }) => !unusable.has(name)),
  };
  leftOut.push(...[...unusable].map((name) => `tool ${name}`));
  if (!capabilities) return { offered, leftOut };
  const has = await capabilities();
  for (const kind of kinds) {
    if (kind === 'tool') continue;
    try {
      offered[kind] = has.has(lists[kind].capability) ? await readList(kind, ask) : [];
    } catch (fault) {
      if (!(fault instanceof Refusal) || fault.code !== 'upstream.unusable') throw fault;
      offered[kind] = null;
      leftOut.push(`every ${kind}: ${fault.detail ?? ''}`);
    }
  }
  return { offered, leftOut };
}

async function readList(kind: Kind, ask: Ask): Promise<ToolDefinition[]> {
  const { method, field } = lists[kind];
  const definitions: ToolDefinition[] = [];
  let size = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await ask(method, cursor === undefined ? {} : { cursor });
    if ('error' in answer) {
      if (kind !== 'tool' && answer.error.code === METHOD_NOT_FOUND) return [];
      throw new Refusal('upstream.unusable', `${method}: error ${answer.error.code}`);
    }
    const { [field]: list, nextCursor } = answer.result;
    if (!Array.isArray(list)) throw new Refusal('upstream.unusable', `${method}: no ${field}`);
    for (const definition of list) if (isNamed(definition)) definitions.push(definition);
    size += JSON.stringify(list).length;
    if (definitions.length > MOST_DEFINITIONS || size > MOST_TEXT)
      throw new Refusal('upstream.unusable', `${method}: too many`);
    if (typeof nextCursor !== 'string' || nextCursor === cursor) return definitions;
    cursor = nextCursor;
  }
  throw new Refusal('upstream.unusable', `${method}: too many pages`);
}

const isNamed = (definition: unknown): definition is ToolDefinition =>
  isObject(definition) && typeof definition['name'] === 'string';
const isUsable = ({ inputSchema }: ToolDefinition): boolean => headerParameters(inputSchema) !== null;
