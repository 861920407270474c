import type { Condition, Test } from './types.js';

type Plain = Extract<Test, { value: unknown }>;
/** The values that an argument may still have. */
type Left = Readonly<{ among?: readonly unknown[]; above?: number; below?: number }>;

/** The place and the fault of a test of an argument that never holds together with those before it, or null. */
export function contradiction(parts: readonly Condition[]): string | null {
  const leftOf = new Map<string, Left>();
  for (const [i, part] of parts.entries()) {
    if (!('arg' in part) || !('value' in part) || part.arg.includes('[*]')) continue;
    const left = narrowed(leftOf.get(part.arg) ?? {}, part);
    if (isEmpty(left)) return `all[${i}]: never holds together with the tests before it`;
    leftOf.set(part.arg, left);
  }
  return null;
}

function narrowed(left: Left, test: Plain): Left {
  switch (test.op) {
    case 'eq':
      return among(left, [test.value]);
    case 'in':
      return among(left, test.value);
    case 'lt':
    case 'lte':
      return { ...left, below: Math.min(left.below ?? test.value, test.value) };
    case 'gt':
    case 'gte':
      return { ...left, above: Math.max(left.above ?? test.value, test.value) };
    case 'ne':
    case 'notIn':
    case 'prefix':
    case 'suffix':
    case 'cidr':
      return left;
  }
}

const among = (left: Left, values: readonly unknown[]): Left => ({
  ...left,
  among: left.among?.filter((value) => values.includes(value)) ?? values,
});

const isEmpty = ({ among, above, below }: Left): boolean =>
  among?.length === 0 || (above !== undefined && below !== undefined && above > below);
