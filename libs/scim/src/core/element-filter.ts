import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import type { AttributePath, Filter, Literal, Operator } from './filter.js';
import { subAttribute } from './registry.js';
import type { Complex, Simple } from './resource.js';
import { isInstant, simple } from './simple.js';

type Test = (element: Complex) => boolean;

/**
 * Makes a test for elements of a multi-valued attribute out of a value filter, `emails[type eq "work"]`.
 * @throws Refusal `scim.invalid-path` for names and types that the attribute does not have
 */
export function elementTest(attribute: Attribute, filter: Filter, dialect: Dialect): Test {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const tests = filter.terms.map((term) => elementTest(attribute, term, dialect));
      return filter.kind === 'and'
        ? (element) => tests.every((test) => test(element))
        : (element) => tests.some((test) => test(element));
    }
    case 'not': {
      const test = elementTest(attribute, filter.term, dialect);
      return (element) => !test(element);
    }
    case 'present': {
      const { name } = subOf(attribute, filter.path);
      return (element) => element[name] !== undefined;
    }
    case 'compare': {
      const sub = subOf(attribute, filter.path);
      const wanted = literalFor(sub, filter.operator, filter.value, dialect);
      return (element) => compares(sub, element[sub.name], filter.operator, wanted);
    }
    case 'element':
      throw wrong(`${attribute.name} has no values with values`);
  }
}

/** How many conditions a filter asks of an element. */
export function conditionsOf(filter: Filter): number {
  if (filter.kind === 'not') return conditionsOf(filter.term);
  return 'terms' in filter ? filter.terms.reduce((sum, term) => sum + conditionsOf(term), 0) : 1;
}

/**
 * The element that a filter describes completely, a conjunction of `eq`: what an `add` to it may create.
 * Null for any other filter.
 */
export function describedBy(attribute: Attribute, filter: Filter, dialect: Dialect): Complex | null {
  if (filter.kind === 'and') {
    const parts = filter.terms.map((term) => describedBy(attribute, term, dialect));
    return parts.reduce((all, part) => all && part && { ...all, ...part }, {});
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return null;
  const sub = subOf(attribute, filter.path);
  const value = sub.mutability === 'readOnly' ? undefined : simple(sub, filter.value, dialect);
  return value === undefined ? null : { [sub.name]: value };
}

function subOf(attribute: Attribute, { urn, name, sub }: AttributePath): Attribute {
  const found = urn === null && sub === null ? subAttribute(attribute, name) : undefined;
  if (!found) throw wrong(`${attribute.name} has no such sub-attribute`);
  return found;
}

function literalFor(sub: Attribute, operator: Operator, value: Literal, dialect: Dialect): Simple | null {
  if (value === null && (operator === 'eq' || operator === 'ne')) return null;
  if (sub.type === 'boolean' && (operator === 'eq' || operator === 'ne')) {
    if (typeof value === 'boolean') return value;
    const said = typeof value === 'string' && !dialect.strict ? value.toLowerCase() : '';
    if (said === 'true' || said === 'false') return said === 'true';
  }
  const isNumber = sub.type === 'integer' || sub.type === 'decimal';
  if (isNumber && typeof value === 'number' && ordering.has(operator)) return value;
  if (sub.type === 'dateTime') {
    if (typeof value === 'string' && isInstant(value) && ordering.has(operator)) return Date.parse(value);
  } else if (sub.type !== 'boolean' && !isNumber && typeof value === 'string') return value;
  throw wrong(`${sub.name} cannot be compared like this`);
}

function compares(sub: Attribute, value: Simple | undefined, operator: Operator, wanted: Simple | null): boolean {
  if (wanted === null) return (value === undefined) === (operator === 'eq');
  if (value === undefined) return operator === 'ne';
  const [a, b] = alike(sub, value, wanted);
  switch (operator) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'co':
      return String(a).includes(String(b));
    case 'sw':
      return String(a).startsWith(String(b));
    case 'ew':
      return String(a).endsWith(String(b));
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
  }
}

/** Both in the form in which they are compared; instants are numbers by now. */
function alike(sub: Attribute, value: Simple, wanted: Simple): [Simple, Simple] {
  if (typeof value !== 'string') return [value, wanted];
  if (sub.type === 'dateTime') return [Date.parse(value), wanted];
  return sub.caseExact ? [value, wanted] : [lower(value), lower(wanted)];
}

const ordering: ReadonlySet<Operator> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const lower = (value: Simple): Simple => (typeof value === 'string' ? value.toLowerCase() : value);
const wrong = (why: string): Refusal => new Refusal('scim.invalid-path', why);
