import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { type Effort, REMAKING } from './effort.js';
import { conditionsOf, describedBy, elementTest } from './element-filter.js';
import type { Operation } from './patch-request.js';
import { withSubs } from './with-subs.js';
import { type Complex, decisive, identityOf, keyBy } from './resource.js';
import { isUnassigned, simple } from './simple.js';
import { MOST_ELEMENTS, elements, subValues } from './values.js';

type List = readonly Complex[];

/** One operation on a multi-valued attribute. */
export function patchedList(before: List, operation: Operation, dialect: Dialect, effort: Effort): List {
  const { attribute, filter, sub } = operation.target;
  effort.spend((Array.isArray(operation.value) ? operation.value.length : 1) * REMAKING);
  const after =
    filter === null ? onAll(before, operation, dialect, effort) : onChosen(before, operation, dialect, effort);
  const marked = onePrimary(before, after);
  const sameOnesOnly = filter === null && !sub && marked === after;
  const tidy = sameOnesOnly ? marked : distinct(attribute, marked);
  if (tidy.length > MOST_ELEMENTS) throw new Refusal('scim.too-many', `${attribute.name} at most ${MOST_ELEMENTS}`);
  return tidy;
}

function onAll(
  before: List,
  { op, target: { attribute, sub }, value }: Operation,
  dialect: Dialect,
  effort: Effort,
): List {
  if (sub) {
    const set = [[sub.name, op === 'remove' ? undefined : simple(sub, value, dialect)]] as const;
    const targets = before.length === 0 ? [{}] : before;
    effort.spend(targets.length * REMAKING);
    return targets.flatMap((element) => present(withSubs(element, set)));
  }
  if (op === 'remove') {
    if (isUnassigned(value)) return [];
    return without(attribute, before, elements(attribute, value, dialect), effort);
  }
  const given = elements(attribute, isUnassigned(value) ? [] : value, dialect);
  if (op === 'replace') return given;
  effort.spend(before.length / 4); // what each is need only be looked up
  return joined(attribute, before, given);
}

function onChosen(before: List, { op, target, value }: Operation, dialect: Dialect, effort: Effort): List {
  const { attribute, filter, sub } = target;
  if (filter === null) return before;
  effort.spend(2 * conditionsOf(filter) * (before.length + 1));
  const test = elementTest(attribute, filter, dialect);
  const chosen = new Set(before.filter(test));
  if (op === 'remove' && !sub) return before.filter((element) => !chosen.has(element));
  const set =
    op === 'remove' && sub
      ? new Map([[sub.name, undefined]])
      : sub
        ? new Map([[sub.name, simple(sub, value, dialect)]])
        : subValues(attribute, value, dialect);
  if (chosen.size > 0) {
    effort.spend(chosen.size * REMAKING);
    return before.flatMap((element) => (chosen.has(element) ? present(withSubs(element, set)) : [element]));
  }
  const leavesNothing = [...set.values()].every((item) => item === undefined);
  if (op === 'remove' || leavesNothing) return before;
  const described = sub && (op === 'add' || dialect.replaceCreates) ? describedBy(attribute, filter, dialect) : null;
  if (!described) throw new Refusal('scim.no-target', `no element of ${attribute.name} meets the filter`);
  return [...before, withSubs(described, set) ?? described];
}

/** Adding what is there adds nothing but what is said differently of it, its spelling included. */
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

/** An element given for removal means those of the same value, and of the same type where it states one. */
function without(attribute: Attribute, before: List, given: List, effort: Effort): List {
  const by = new Map<string, { keyOf: (element: Complex) => string; gone: Set<string> }>();
  for (const element of given) {
    const names = decisive(Object.keys(element).toSorted());
    const alike = by.get(names.join()) ?? { keyOf: keyBy(attribute, names), gone: new Set<string>() };
    by.set(names.join(), alike);
    alike.gone.add(alike.keyOf(element));
  }
  effort.spend(by.size * before.length * REMAKING);
  return [...by.values()].reduce<List>(
    (rest, { keyOf, gone }) => rest.filter((element) => !gone.has(keyOf(element))),
    before,
  );
}

/** A new primary takes the mark from the old one (RFC 7644 §3.5.2). */
function onePrimary(before: List, after: List): List {
  const newest = after.findLast((element) => element['primary'] === true && !before.includes(element));
  if (!newest) return after;
  const others = after.some((element) => element !== newest && element['primary'] === true);
  if (!others) return after;
  return after.flatMap((element) => {
    if (element === newest || element['primary'] !== true) return [element];
    const { primary: _, ...rest } = element;
    return Object.keys(rest).length > 0 ? [rest] : [];
  });
}

/** Each element once, by what makes it the same one; the last word counts. */
export function distinct(attribute: Attribute, list: List): List {
  const identity = identityOf(attribute);
  return [...new Map(list.map((element) => [identity(element), element])).values()];
}

const present = (element: Complex | undefined): Complex[] => (element ? [element] : []);
