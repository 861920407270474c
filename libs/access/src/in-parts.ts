/** A ledger entry holds 64 KiB: a large change is told in several entries of at most this many ids of each kind. */
const PART = 500;

export function inParts(first: readonly string[], second: readonly string[]): [readonly string[], readonly string[]][] {
  const count = Math.ceil(Math.max(first.length, second.length) / PART);
  return Array.from({ length: count }, (_, i) => {
    const part = [i * PART, (i + 1) * PART] as const;
    return [first.slice(...part), second.slice(...part)];
  });
}
