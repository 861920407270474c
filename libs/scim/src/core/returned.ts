import type { Registry } from './registry.js';
import type { Selection } from './selection.js';

type Path = Readonly<{ path: string; parent: string | null; returned: string }>;

const known = new WeakMap<Registry, readonly Path[]>();

/**
 * What is returned for a selection once the schema has had its say (RFC 7643 §7): `never` and, unless named, `request`
 * attributes stay away; those that are `always` returned stay.
 */
export function settled(selection: Selection, registry: Registry): Selection {
  const special = specialOf(registry);
  if (special.length === 0) return selection;
  const only = selection.only === null ? null : new Set(selection.only);
  const without = withoutExtensions(selection.without, registry, special);
  for (const { path, parent, returned } of special) {
    if (returned === 'always') {
      without.delete(path);
      const part = parent === null || [...(only ?? [])].some((name) => name.startsWith(`${parent}.`));
      if (part) only?.add(path);
    } else if (returned === 'never' || !only?.has(path)) without.add(path);
  }
  return { only, without };
}

/** An excluded extension of which something is always returned becomes its excluded attributes, one by one. */
function withoutExtensions(names: ReadonlySet<string>, registry: Registry, special: readonly Path[]): Set<string> {
  const without = new Set(names);
  for (const { id, attributes } of registry.extensions) {
    const urn = id.toLowerCase();
    const keeps = special.some(({ path, returned }) => returned === 'always' && path.startsWith(`${urn}:`));
    if (!keeps || !without.delete(urn)) continue;
    for (const { name } of attributes) without.add(`${urn}:${name.toLowerCase()}`);
  }
  return without;
}

function specialOf(registry: Registry): readonly Path[] {
  const found = known.get(registry) ?? pathsOf(registry).filter(({ returned }) => returned !== 'default');
  known.set(registry, found);
  return found;
}

const pathsOf = ({ entries }: Registry): Path[] =>
  entries.flatMap(({ key, attribute }) => {
    const path = key.toLowerCase();
    const subs = attribute.plain ? [] : (attribute.subAttributes ?? []);
    return [
      { path, parent: null, returned: attribute.returned },
      ...subs.map(({ name, returned }) => ({ path: `${path}.${name.toLowerCase()}`, parent: path, returned })),
    ];
  });
