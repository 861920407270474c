import { isObject } from '@app/kernel';
import { EVERY, type Steps, stepsOf } from '../condition/path.js';
import { bare, type Fields, type Part, partsOf, withData } from './documents.js';

const FAULT = Symbol('fault');

/**
 * The result with null at these paths, wherever it is told: in its structured content, and in texts that are JSON.
 * Whatever else it carries besides might tell the same, so it is left out.
 * @returns null: it cannot be redacted, because something in it cannot be read or is of another shape
 */
export function redacted(paths: readonly string[], result: Fields): Fields | null {
  const kept = bare(result);
  const parts = partsOf(kept);
  const isStructured = parts.some(({ at }) => at === 'structured');
  const routes = paths.map(stepsOf);
  const data = new Map<Part['at'], unknown>();
  for (const part of parts) {
    if (part.kind !== 'data') {
      if (part.kind === 'text' && part.text.trim() === '') continue;
      return null;
    }
    if (part.at !== 'structured' && isStructured && !part.repeats) return null;
    const value = routes.reduce<unknown>(
      (value, steps) => (value === FAULT ? value : without(value, steps, 0)),
      part.value,
    );
    if (value === FAULT) return null;
    data.set(part.at, value);
  }
  return withData(kept, data);
}

function without(value: unknown, steps: Steps, from: number): unknown {
  const step = steps[from];
  if (step === undefined) return null;
  if (value === null || value === undefined) return value;
  if (step === EVERY) {
    if (!Array.isArray(value)) return FAULT;
    const elements = value.map((element: unknown) => without(element, steps, from + 1));
    return elements.includes(FAULT) ? FAULT : elements;
  }
  if (!isObject(value) || Array.isArray(value)) return FAULT;
  if (!Object.hasOwn(value, step)) return value;
  const inner = without(value[step], steps, from + 1);
  return inner === FAULT ? FAULT : { ...value, [step]: inner };
}
