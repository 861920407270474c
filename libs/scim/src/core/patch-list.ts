import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { describedBy, elementTest } from './element-filter.js';
import type { Operation } from './patch-request.js';
import { withSubs } from './with-subs.js';
import { type Complex, identityOf } from './resource.js';
import { MOST_ELEMENTS, elements, isUnassigned, simple, subValues } from './values.js';

type List = readonly Complex[];

/** One operation on a multi-valued attribute; undefined when no element is left. */
export function patchedList(before: List, operation: Operation, dialect: Dialect): List | undefined {
  const { attribute, filter } = operation.target;
  const after = filter === null ? onAll(before, operation, dialect) : onChosen(before, operation, dialect);
  const known = new Set(before);
  const tidy = distinct(
    attribute,
    onePrimary(after, (element) => !known.has(element)),
  );
  if (tidy.length > MOST_ELEMENTS) throw new Refusal('scim.too-many', `${attribute.name} at most ${MOST_ELEMENTS}`);
  return tidy.length > 0 ? tidy : undefined;
}

function onAll(before: List, { op, target: { attribute, sub }, value }: Operation, dialect: Dialect): List {
  if (sub) {
    const set = [[sub.name, op === 'remove' ? undefined : simple(sub, value, dialect)]] as const;
    const targets = before.length === 0 ? [{}] : before;
    return targets.flatMap((element) => present(withSubs(element, set)));
  }
  if (op === 'remove') {
    if (isUnassigned(value)) return [];
    const gone = elements(attribute, value, dialect) ?? [];
    return before.filter((element) => !gone.some((given) => means(attribute, given, element)));
  }
  const given = elements(attribute, value, dialect) ?? [];
  return op === 'replace' ? given : joined(attribute, before, given);
}

function onChosen(before: List, { op, target, value }: Operation, dialect: Dialect): List {
  const { attribute, filter, sub } = target;
  if (filter === null) return before;
  const test = elementTest(attribute, filter, dialect);
  if (op === 'remove' && !sub) return before.filter((element) => !test(element));
  const set =
    op === 'remove' && sub
      ? new Map([[sub.name, undefined]])
      : sub
        ? new Map([[sub.name, simple(sub, value, dialect)]])
        : subValues(attribute, value, dialect);
  if (before.some(test)) {
    return before.flatMap((element) => (test(element) ? present(withSubs(element, set)) : [element]));
  }
  const leavesNothing = [...set.values()].every((item) => item === undefined);
  if (op === 'remove' || leavesNothing) return before;
  const described = sub && (op === 'add' || dialect.replaceCreates) ? describedBy(attribute, filter, dialect) : null;
  if (!described) throw new Refusal('scim.no-target', `no element of ${attribute.name} meets the filter`);
  return [...before, withSubs(described, set) ?? described];
}

/** Adding what is there adds nothing but the sub-attributes that it lacks. */
function joined(attribute: Attribute, before: List, given: List): List {
  const identity = identityOf(attribute);
  const result = new Map(before.map((element) => [identity(element), element]));
  for (const element of given) {
    const existing = result.get(identity(element));
    const adds = !existing || Object.entries(element).some(([name, item]) => existing[name] !== item);
    if (adds) result.set(identity(element), { ...existing, ...element });
  }
  return [...result.values()];
}

/** Whether an element given for removal means this one: by value, and by type where it states one. */
function means(attribute: Attribute, given: Complex, element: Complex): boolean {
  const decisive = Object.keys(given).filter((name) => name === 'value' || name === 'type');
  const names = decisive.includes('value') ? decisive : Object.keys(given);
  const only = (source: Complex): Complex =>
    Object.fromEntries(names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])));
  const identity = identityOf(attribute);
  return identity(only(given)) === identity(only(element));
}

/** A new primary takes the mark from the old one (RFC 7644 §3.5.2). */
function onePrimary(list: List, isNew: (element: Complex) => boolean): List {
  const newest = list.findLast((element) => element['primary'] === true && isNew(element));
  if (!newest) return list;
  return list.map((element) => {
    if (element === newest || element['primary'] !== true) return element;
    const { primary: _, ...others } = element;
    return others;
  });
}

/** Each element once, by what makes it the same one; the last word counts. */
export function distinct(attribute: Attribute, list: List): List {
  const identity = identityOf(attribute);
  return [...new Map(list.map((element) => [identity(element), element])).values()];
}

const present = (element: Complex | undefined): Complex[] => (element ? [element] : []);
