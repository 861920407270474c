import { isObject } from '@app/kernel';
import { own, stepsOf } from '../condition/path.js';
import { type Fields, type Part, partsOf, withData } from './documents.js';

/**
 * How many records a result holds: of data, the length of the list at `at`, or of the longest list at its top; one when
 * there is none. Of a text that is no JSON, its lines; anything else is one. What repeats the structured content is not
 * counted twice.
 * @param at path of the list, as said of the tool; null: not said; where there is no list, it says nothing
 */
export const recordsIn = (result: Fields, at: string | null): number =>
  partsOf(result).reduce((sum, part) => sum + inPart(part, at), 0);

function inPart(part: Part, at: string | null): number {
  if (part.kind === 'opaque') return 1;
  if (part.kind === 'text') return part.text.split(/[\n\r\u2028\u2029]/).filter((line) => line.trim() !== '').length;
  if (part.at !== 'structured' && part.repeats) return 0;
  return listIn(part.value, at)?.list.length ?? 1;
}

/** The result with at most so many records. @returns null: it holds more, and cannot be cut */
export function cutTo(most: number, result: Fields, at: string | null): Fields | null {
  if (recordsIn(result, at) <= most) return result;
  const data = new Map<Part['at'], unknown>();
  let left = most;
  for (const part of partsOf(result)) {
    if (part.kind !== 'data') {
      left -= inPart(part, at);
      if (left < 0) return null;
      continue;
    }
    const repeats = part.at !== 'structured' && part.repeats;
    const found = listIn(part.value, at);
    if (!found) {
      left -= inPart(part, at);
      if (left < 0) return null;
      continue;
    }
    const room = repeats ? most : left;
    data.set(part.at, replaced(part.value, found.path, found.list.slice(0, room)));
    if (!repeats) left -= Math.min(found.list.length, room);
  }
  const cut = withData(result, data);
  return recordsIn(cut, at) <= most ? cut : null;
}

type Found = Readonly<{ path: readonly string[]; list: readonly unknown[] }>;

function listIn(value: unknown, at: string | null): Found | null {
  if (Array.isArray(value)) return { path: [], list: value };
  if (!isObject(value)) return null;
  if (at !== null) {
    const path = stepsOf(at).map(String);
    const list = path.reduce(own, value);
    if (Array.isArray(list)) return { path, list };
  }
  const lists = Object.entries(value).flatMap(([name, list]) => (Array.isArray(list) ? [{ path: [name], list }] : []));
  return lists.reduce<Found | null>(
    (longest, each) => (longest && longest.list.length >= each.list.length ? longest : each),
    null,
  );
}

function replaced(value: unknown, [name, ...rest]: readonly string[], list: unknown): unknown {
  if (name === undefined) return list;
  return isObject(value) ? { ...value, [name]: replaced(value[name], rest, list) } : value;
}
