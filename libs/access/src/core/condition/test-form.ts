import { z } from 'zod';
import { isAttribute } from '../attributes.js';
import { rangeOf } from './address.js';
import { caps } from './caps.js';
import { asciiName, exact, literal, path } from './literals.js';
import type { Test } from './types.js';

const attribute = z.string().max(caps.path).refine(isAttribute, { error: 'no attribute of people' });
const operand = {
  arg: path.exactOptional(),
  each: z.enum(['any', 'all']).exactOptional(),
  person: attribute.exactOptional(),
  owner: attribute.exactOptional(),
  agent: z.enum(['id', 'environment', 'tags']).exactOptional(),
  server: z.enum(['name', 'environment', 'classification']).exactOptional(),
  call: z.enum(['client']).exactOptional(),
};
const operands = ['arg', 'person', 'owner', 'agent', 'server', 'call'] as const;
type Named = Partial<Record<(typeof operands)[number] | 'each', string | undefined>>;

/** What is wrong with how an operand is named, or null. */
function operandFault(named: Named): string | null {
  if (operands.filter((name) => named[name] !== undefined).length !== 1)
    return `not exactly one of ${operands.join(', ')}`;
  const list = named.arg?.includes('[*]') === true;
  if (list && named.each === undefined) return 'a path over a list without each: any or all';
  return !list && named.each !== undefined ? 'each without a path over a list' : null;
}

const other = z.strictObject(operand).superRefine((of, ctx) => {
  const fault = operandFault(of) ?? (of.each === undefined ? null : 'a list to compare with');
  if (fault) ctx.addIssue({ code: 'custom', message: fault });
});

const scalar = z.union([literal, exact, z.boolean(), z.null()]);
const value = z.union([scalar, z.array(scalar).min(1).max(caps.values)]);
const ops = ['eq', 'ne', 'in', 'notIn', 'prefix', 'suffix', 'cidr', 'lt', 'lte', 'gt', 'gte'] as const;

/** What each operator compares with. */
const values: Record<(typeof ops)[number], z.ZodType> = {
  eq: scalar,
  ne: scalar,
  in: z.array(scalar).min(1).max(caps.values),
  notIn: z.array(scalar).min(1).max(caps.values),
  prefix: literal.min(1),
  suffix: literal.min(1),
  cidr: z
    .array(z.string().refine((text) => rangeOf(text) !== null, { error: 'no range of addresses, such as 10.0.0.0/8' }))
    .min(1)
    .max(caps.ranges),
  lt: exact,
  lte: exact,
  gt: exact,
  gte: exact,
};
const comparable: readonly string[] = ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte'];

/** One test: an operand, an operator, and either a value or another operand. */
export const testForm = z
  .strictObject({ ...operand, op: z.enum(ops), value: value.exactOptional(), of: other.exactOptional() })
  .superRefine((test, ctx) => {
    const report = (message: string, ...at: PropertyKey[]): void => ctx.addIssue({ code: 'custom', message, path: at });
    const fault = operandFault(test);
    if (fault) report(fault);
    if ((test.value === undefined) === (test.of === undefined)) return report('not exactly one of value and of');
    if (test.of)
      return comparable.includes(test.op) ? undefined : report(`${test.op} compares with a value only`, 'of');
    const form = (test.agent ?? test.server ?? test.call) ? ours(test.op) : values[test.op];
    const parsed = form.safeParse(test.value);
    for (const { message, path: at } of parsed.error?.issues ?? []) report(message, 'value', ...at);
  }) as unknown as z.ZodType<Test>;

/** Names of our own things are ASCII, so a look-alike is refused. */
function ours(op: (typeof ops)[number]): z.ZodType {
  if (op === 'in' || op === 'notIn') return z.array(asciiName).min(1).max(caps.values);
  return op === 'eq' || op === 'ne' || op === 'prefix' || op === 'suffix' ? asciiName : z.never();
}
