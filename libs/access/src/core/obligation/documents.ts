import { canonicalJson, isObject } from '@app/kernel';

export type Fields = Readonly<Record<string, unknown>>;
/**
 * A result of a tool (MCP 2026-07-28 §tools) taken apart: what we can read as data, and what we cannot. `repeats`: a
 * text that says what the structured content says, as servers send it for older clients.
 */
export type Part =
  | Readonly<{ kind: 'data'; at: 'structured'; value: unknown }>
  | Readonly<{ kind: 'data'; at: number; value: unknown; repeats: boolean }>
  | Readonly<{ kind: 'text'; at: number; text: string }>
  | Readonly<{ kind: 'opaque'; at: number }>;

/** The result without what we do not look into, where the same might stand again: unknown fields, notes on texts. */
export function bare(result: Fields): Fields {
  const kept = Object.fromEntries(Object.entries(result).filter(([field]) => carried.has(field)));
  return kept['content'] === undefined ? kept : { ...kept, content: itemsOf(kept).map(bareText) };
}

const carried = new Set(['content', 'structuredContent', 'isError', 'resultType']);
const bareText = (item: unknown): unknown =>
  isObject(item) && item['type'] === 'text' ? { type: 'text', text: item['text'] } : item;

/** What is no list is one item that we cannot read. */
const itemsOf = ({ content }: Fields): readonly unknown[] => {
  if (content === undefined) return [];
  return Array.isArray(content) ? content : [content];
};

export function partsOf(result: Fields): Part[] {
  const { structuredContent: structured } = result;
  const whole = structured === undefined ? undefined : textOf(structured);
  const parts = itemsOf(result).map((item, at): Part => {
    if (!isObject(item) || item['type'] !== 'text' || typeof item['text'] !== 'string') return { kind: 'opaque', at };
    const value = dataIn(item['text']);
    if (value === undefined) return { kind: 'text', at, text: item['text'] };
    return { kind: 'data', at, value, repeats: whole !== undefined && textOf(value) === whole };
  });
  return structured === undefined ? parts : [{ kind: 'data', at: 'structured', value: structured }, ...parts];
}

/** The result with other data in its parts; a text is written anew, so that nothing stays in it that no parser reads. */
export function withData(result: Fields, data: ReadonlyMap<Part['at'], unknown>): Fields {
  const { content, structuredContent } = result;
  return {
    ...result,
    ...(content === undefined ? {} : { content: itemsOf(result).map((item, at) => withText(item, data.get(at))) }),
    ...(structuredContent === undefined ? {} : { structuredContent: data.get('structured') ?? structuredContent }),
  };
}

const withText = (item: unknown, value: unknown): unknown =>
  value === undefined || !isObject(item) ? item : { ...item, text: JSON.stringify(value) };

/** Only objects and lists are data; `42` is a text that happens to be JSON. */
function dataIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Undefined for what has no canonical form, which then repeats nothing. */
function textOf(value: unknown): string | undefined {
  try {
    return canonicalJson(value);
  } catch {
    return undefined;
  }
}
