import { caps } from './caps.js';

/** Stands for every element of a list. */
export const EVERY = Symbol('every');
export type Steps = readonly (string | typeof EVERY)[];

/** `items[*].account` → items, every, account. */
export function stepsOf(path: string): Steps {
  return path.split('.').flatMap((part): Steps => {
    const name = part.replace(/(\[\*\])+$/, '');
    return [name, ...Array<typeof EVERY>((part.length - name.length) / 3).fill(EVERY)];
  });
}

/**
 * What a path leads to; for lists, every element, `undefined` where one leads nowhere. Only own properties of plain
 * objects are looked at, so that no prototype ever answers.
 * @returns undefined: nothing, no list where one is meant, or more than one test reads
 */
export function lookUp(args: unknown, steps: Steps): readonly unknown[] | undefined {
  const read: Read = { found: [], elements: 0 };
  if (!collect(args, steps, 0, read)) return undefined;
  let characters = 0;
  for (const value of read.found) if (typeof value === 'string') characters += value.length;
  return characters > caps.characters ? undefined : read.found;
}

/** `elements`: all that were gone through, also those that led nowhere. */
type Read = { readonly found: unknown[]; elements: number };

function collect(value: unknown, steps: Steps, from: number, read: Read): boolean {
  let at = value;
  for (let i = from; i < steps.length; i++) {
    const step = steps[i];
    if (step === EVERY) {
      if (!Array.isArray(at) || (read.elements += at.length) > caps.elements) return false;
      return at.every((element: unknown) => collect(element, steps, i + 1, read));
    }
    at = typeof step === 'string' ? own(at, step) : undefined;
  }
  read.found.push(at);
  return true;
}

export function own(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
