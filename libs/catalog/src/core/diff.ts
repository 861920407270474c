import { canonicalJson, isObject } from '@app/kernel';

/** Where two JSON values differ: `place` as a dotted path; undefined on the side that has nothing there. */
export type Difference = Readonly<{ place: string; before?: unknown; after?: unknown; lines?: readonly string[] }>;

const MOST = 500;
/** Longer texts are shown whole, before and after: comparing them costs lines times lines. */
const MOST_LINES = 400;

/** Every place at which they differ, in the order of the names, 500 at most. Of texts of several lines, line by line. */
export function differences(before: unknown, after: unknown, place = ''): Difference[] {
  const found: Difference[] = [];
  collect(before, after, place, found);
  return found;
}

function collect(before: unknown, after: unknown, place: string, found: Difference[]): void {
  if (found.length >= MOST || canonicalJson({ of: before }) === canonicalJson({ of: after })) return;
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    for (const name of names) {
      collect(own(before, name), own(after, name), place === '' ? name : `${place}.${name}`, found);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++)
      collect(before[i], after[i], `${place}[${i}]`, found);
    return;
  }
  const lines = typeof before === 'string' && typeof after === 'string' ? lineDifference(before, after) : undefined;
  found.push({
    place,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(lines === undefined ? {} : { lines }),
  });
}

const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** Lines that begin with `  ` (in both), `- ` (only before) or `+ ` (only after): the longest common subsequence. */
function lineDifference(before: string, after: string): string[] | undefined {
  const [a, b] = [before.split('\n'), after.split('\n')];
  if (a.length > MOST_LINES || b.length > MOST_LINES) return undefined;
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const length = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = common[i];
    if (!row) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [lines[lines.length], i, j] = [`  ${a[i]}`, i + 1, j + 1];
    else if (i < a.length && (j >= b.length || length(i + 1, j) >= length(i, j + 1))) lines.push(`- ${a[i++]}`);
    else lines.push(`+ ${b[j++]}`);
  }
  return lines;
}
