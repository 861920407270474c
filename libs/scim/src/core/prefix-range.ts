/**
 * The least text, by code points, that is greater than every text with this prefix; null when there is none. Built of
 * scalar values only, because PostgreSQL knows no lone surrogates.
 */
export function after(prefix: string): string | null {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point < 0x10ffff) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return null;
}
