import { type CelInput, celList, celMap } from '@bufbuild/cel';
import { caps } from './caps.js';
import { isExact, unclear } from './text.js';

const deepest = 16;
/** Whoever asks for it gets an error, whoever does not, does not. */
const poison = Symbol('unclear');

/**
 * A value of JSON for an expression, own properties only: a plain object is never handed over itself, as the library
 * would ask its constructor and its `$typeName` what it is. A number is a double. An unclear text fails when it is asked for.
 * @returns undefined: more than one test reads
 */
export function celInput(value: unknown): CelInput | undefined {
  let elements = 0;
  let characters = 0;
  const withinText = (more: number): boolean => (characters += more) <= caps.expressionCharacters;
  const convert = (from: unknown, depth: number): unknown => {
    if (depth > deepest || ++elements > caps.elements) return undefined;
    if (typeof from === 'string') {
      if (!withinText(from.length)) return undefined;
      return unclear(from) ? poison : from;
    }
    if (typeof from === 'number') return isExact(from) ? from : poison;
    if (from === null || typeof from === 'boolean') return from;
    if (typeof from !== 'object') return undefined;
    if (Array.isArray(from)) {
      const list = from.map((element: unknown) => convert(element, depth + 1));
      return list.includes(undefined) ? undefined : celList(list as CelInput[]);
    }
    const map = new Map<string, CelInput>();
    for (const [name, inner] of Object.entries(from)) {
      const converted = withinText(name.length) ? convert(inner, depth + 1) : undefined;
      if (converted === undefined) return undefined;
      map.set(name, converted as CelInput);
    }
    return celMap(map);
  };
  return convert(value, 0) as CelInput | undefined;
}
