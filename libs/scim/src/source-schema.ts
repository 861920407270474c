import type { DeclaredSchema, SourceRow } from '@app/directory';
import { agentRegistry } from './core/agent.schema.js';
import { applicationRegistry, entitlementRegistry, roleRegistry } from './core/published.schema.js';
import { Registry, groupRegistry, userRegistry } from './core/registry.js';
import type { ResourceKind } from './core/resource-kind.js';
import { enterpriseUserSchema, userSchema } from './core/user.schema.js';
import { type Mapping, mappingOf } from './source-mapping.js';

type Registries = Readonly<{ user: Registry; group: Registry }>;

/** What this source may say of people and groups: the core, the enterprise extension, and its own schemas of people. */
export const registryOf = ({ extensions }: Pick<SourceRow, 'extensions'>): Registries =>
  extensions.length === 0 ? usual : registries(JSON.stringify(extensions), () => withOwn(extensions));

/** Where this source states what we act by. */
export const mappingFor = (source: Pick<SourceRow, 'extensions' | 'mapping'>): Mapping =>
  mappings(JSON.stringify([source.extensions, source.mapping]), () =>
    mappingOf(source.mapping, registryOf(source).user),
  );

/** Everything that this source may provision, as discovery tells it. */
export function kindsOf(source: SourceRow): readonly ResourceKind[] {
  const { user, group } = registryOf(source);
  return [
    { name: 'User', endpoint: '/Users', description: 'People', registry: user },
    { name: 'Group', endpoint: '/Groups', description: 'Groups of people', registry: group },
    ...published,
    ...(source.agents ? pushed : []),
  ];
}

/** What is only read: profiles that are handed out by what a source says of its people. */
const published: readonly ResourceKind[] = [
  { name: 'Role', endpoint: '/Roles', description: roleRegistry.core.description, registry: roleRegistry },
  {
    name: 'Entitlement',
    endpoint: '/Entitlements',
    description: entitlementRegistry.core.description,
    registry: entitlementRegistry,
  },
];

const pushed: readonly ResourceKind[] = [
  { name: 'Agent', endpoint: '/Agents', description: agentRegistry.core.description, registry: agentRegistry },
  {
    name: 'AgenticApplication',
    endpoint: '/AgenticApplications',
    description: applicationRegistry.core.description,
    registry: applicationRegistry,
  },
];

const usual: Registries = { user: userRegistry, group: groupRegistry };

const withOwn = (extensions: readonly DeclaredSchema[]): Registries => ({
  ...usual,
  user: new Registry(userSchema, [enterpriseUserSchema, ...extensions]),
});

const registries = keeping<Registries>();
const mappings = keeping<Mapping>();

/** Settings change rarely, and what is read out of them is asked for with every request. */
function keeping<T>(): (key: string, make: () => T) => T {
  const most = 200;
  const kept = new Map<string, T>();
  return (key, make) => {
    const value = kept.get(key) ?? make();
    if (kept.size >= most) kept.clear();
    kept.set(key, value);
    return value;
  };
}
