import type { Test } from './agent.js';

type Operand = NonNullable<Test['of']>;
type Op = Test['op'];

const verbs: Record<Op, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  prefix: 'begins with',
  suffix: 'ends with',
  cidr: 'is an address in',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
};
/** Of what has several values: one must pass, and of `ne` and `notIn` none may. */
const verbsOfMany: Partial<Record<Op, string>> = {
  eq: 'include',
  ne: 'do not include',
  in: 'include one of',
  notIn: 'include none of',
};
/** Compared with what has several values. */
const verbsAmong: Partial<Record<Op, string>> = { eq: 'is one of', ne: 'is none of' };

/** One test: `amount ≤ 100`, `ownerId is the person's employeeNumber`. */
export function testWords(test: Test): string {
  const { op, value, of } = test;
  if (of) return `${operandWords(test, op)} ${verbOf(test, op, of)} ${operandWords(of)}`;
  const values = Array.isArray(value) ? value : [value];
  const said = values.map(op === 'cidr' ? String : quoted).join(', ');
  return `${operandWords(test, op)} ${verbOf(test, op)} ${said}`;
}

export const quoted = (value: unknown): string => (typeof value === 'string' ? `“${value}”` : String(value));

const verbOf = (operand: Operand, op: Op, of?: Operand): string =>
  (isMany(operand) ? verbsOfMany[op] : undefined) ?? (of && isMany(of) ? verbsAmong[op] : undefined) ?? verbs[op];

const many = new Set(['roles', 'entitlements']);
const isMany = ({ agent, person, owner }: Operand): boolean => agent === 'tags' || many.has(person ?? owner ?? '');

function operandWords(operand: Operand, op?: Op): string {
  const { arg, each, person, owner, agent, server } = operand;
  const one = op !== undefined && isMany(operand) && !verbsOfMany[op] ? 'one of ' : '';
  if (arg !== undefined) return each === undefined ? arg : `${each === 'all' ? 'every' : 'some'} ${arg}`;
  if (person !== undefined) return `${one}the person's ${person}`;
  if (owner !== undefined) return `${one}the owner's ${owner}`;
  if (agent !== undefined) return `${one}the agent's ${agent}`;
  return server === undefined ? 'the client' : `the server's ${server}`;
}
