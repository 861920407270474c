import type { Attribute } from './attribute.js';
import { dialects } from './dialect.js';
import { elementTest } from './element-filter.js';
import type { Target } from './path.js';
import { subAttribute } from './registry.js';
import { type Complex, type Resource, type Simple, isList } from './resource.js';
import { elementsOf } from './values.js';

/** The attribute whose values a path leads to in the end: of a list without sub-attribute, its `value`. */
export function leafOf({ attribute, sub }: Target): Attribute | undefined {
  if (sub) return sub;
  if (attribute.multiValued) return subAttribute(attribute, 'value');
  return attribute.type === 'complex' ? undefined : attribute;
}

/** What a resource says at a path; of several elements, the primary one's word counts, or else the first's. */
export function valueAt(resource: Resource, target: Target): Simple | undefined {
  const { key, attribute, sub } = target;
  const value = resource.get(key);
  if (!attribute.multiValued) {
    if (typeof value !== 'object') return value;
    return sub && !isList(value) ? value[sub.name] : undefined;
  }
  const leaf = leafOf(target)?.name;
  if (leaf === undefined) return undefined;
  const said = chosen(elementsOf(attribute, value), target).filter((element) => element[leaf] !== undefined);
  return (said.find(({ primary }) => primary === true) ?? said[0])?.[leaf];
}

const chosen = (list: readonly Complex[], { attribute, filter }: Target): readonly Complex[] =>
  filter === null ? list : list.filter(elementTest(attribute, filter, dialects.lenient));
