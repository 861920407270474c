import { isObject } from '@app/kernel';
import { caps } from './caps.js';

/** What is wrong with the size of what is said to be a condition, with its place, or null. Goes no deeper than is legal. */
export function sizeFault(condition: unknown): string | null {
  const count = { nodes: 0, lists: 0, expressions: 0 };
  const walk = (part: unknown, depth: number, place: string): string | null => {
    count.nodes += 1;
    if (depth > caps.depth) return `${place}: nested deeper than ${caps.depth}`;
    if (count.nodes > caps.nodes) return `${place}: beyond ${caps.nodes} parts`;
    if (!isObject(part)) return null;
    if (typeof part['arg'] === 'string' && part['arg'].includes('[*]')) count.lists += 1;
    if (count.lists > caps.lists) return `${place}: beyond ${caps.lists} tests over lists`;
    if ('cel' in part) count.expressions += 1;
    if (count.expressions > caps.expressions) return `${place}: beyond ${caps.expressions} expressions`;
    for (const [name, inner] of innerOf(part)) {
      const fault = walk(inner, depth + 1, `${place}.${name}`);
      if (fault) return fault;
    }
    return null;
  };
  return walk(condition, 1, '$');
}

/** The conditions within a group, with their names. */
export function* innerOf(part: Readonly<Record<string, unknown>>): Generator<readonly [string, unknown]> {
  for (const name of ['all', 'any']) {
    const parts = part[name];
    if (Array.isArray(parts)) for (const [i, inner] of parts.entries()) yield [`${name}[${i}]`, inner];
  }
  if ('not' in part) yield ['not', part['not']];
}
