import { Refusal } from '@app/kernel';
import { referenceOf, referencesIn } from './bulk-references.js';
import type { BulkOperation } from './bulk-request.js';

/** One turn. `late` names what the operation refers to and what is created only afterwards, because of a circle. */
export type Step = Readonly<{ index: number; references: ReadonlySet<string>; late: ReadonlySet<string> }>;

/** Of all operations together. */
const MOST_REFERENCES = 20_000;

/**
 * In which order the operations are done: as they stand, but one that refers to what another creates comes after it. A
 * circle is broken at its first POST, whose resource is created without the references.
 * @throws Refusal `scim.too-many`
 */
export function planned(operations: readonly BulkOperation[]): Step[] {
  const references = operations.map(({ path, data }) => {
    const inPath = referenceOf(path);
    return inPath === undefined ? referencesIn(data) : referencesIn(data).add(inPath);
  });
  if (references.reduce((sum, { size }) => sum + size, 0) > MOST_REFERENCES) {
    throw new Refusal('scim.too-many', `at most ${MOST_REFERENCES} references by bulkId`);
  }
  const waiters = new Map<string, number[]>(
    operations.flatMap(({ method, bulkId = '' }) => (method === 'POST' ? [[bulkId, []]] : [])),
  );
  const awaited = references.map((names) => [...names].filter((name) => waiters.has(name)).length);
  references.forEach((names, index) => names.forEach((name) => waiters.get(name)?.push(index)));

  const steps: Step[] = [];
  const done = new Set<number>();
  const created = new Set<string>();
  const ready = awaited.flatMap((count, index) => (count === 0 ? [index] : []));
  const take = (index: number): void => {
    const names = references[index] ?? new Set<string>();
    const late = awaited[index] === 0 ? [] : [...names].filter((name) => waiters.has(name) && !created.has(name));
    steps.push({ index, references: names, late: new Set(late) });
    done.add(index);
    const { method, bulkId = '' } = operations[index] ?? {};
    if (method !== 'POST') return;
    created.add(bulkId);
    const freed = (waiters.get(bulkId) ?? []).filter((waiter) => {
      const left = (awaited[waiter] ?? 0) - 1;
      awaited[waiter] = left;
      return left === 0 && !done.has(waiter);
    });
    if (freed.length > 0) ready.splice(0, Infinity, ...[...ready, ...freed].toSorted((a, b) => a - b));
  };
  for (let first = 0; done.size < operations.length;) {
    const next = ready.shift();
    if (next !== undefined) take(next);
    else if (done.has(first) || operations[first]?.method !== 'POST') first++;
    else take(first);
  }
  return steps;
}
