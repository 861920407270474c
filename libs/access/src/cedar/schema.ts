import { isObject } from '@app/kernel';
import type { AccessFacts, ToolFacts } from '../core/facts.js';
import { quoted } from './text.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * The schema of the policies: an action for each tool, whose context has the arguments that its input schema declares
 * and those that some condition asks for.
 */
export function schemaOf({ tools, servers }: AccessFacts, words: Vocabulary): string {
  const optional = (names: Iterable<string>, type: string): string =>
    `{ ${[...names].map((name) => `${quoted(name)}?: ${type}`).join(', ')} }`;
  const attributes = optional(words.attributes, 'Set<String>');
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  const actions = tools.flatMap((tool) => {
    const args = argumentsOf(tool, words);
    const record = (kinds: readonly Kind[], type: string): string =>
      optional(
        args.filter(({ kind }) => kind === null || kinds.includes(kind)).map(({ path }) => path),
        type,
      );
    const context = `{
    now: datetime,
    args: {
      text: ${record(['string'], 'String')}, low: ${record(['number'], 'decimal')}, high: ${record(['number'], 'decimal')},
      flag: ${record(['boolean'], 'Bool')}, texts: ${record(['list'], 'Set<String>')}, address: ${record(['string'], 'ipaddr')},
      unclear: Set<String>, climbing: Set<String>, mixed: Set<String>,
    },
    person: Attributes, personMixed: Set<String>, owner: Attributes, ownerMixed: Set<String>,
    agent: { id: String, tags: Set<String>, environment?: String },
    clock: ${`{ ${[...words.zones].map((zone) => `${quoted(zone)}: Clock`).join(', ')} }`},
    client?: String, signIn?: { age: Long, acr?: String }, called?: Set<String>,
    used?: Used, computed: Computed, unsure: Set<String>,
  }`;
    const name = actionName(names.get(tool.serverId) ?? '', tool);
    return (['call', 'unattended'] as const).map(
      (how) =>
        `action ${quoted(`${how} ${name}`)} in [Action::"${how}"] appliesTo { principal: [Agent, Person, Profile], resource: [Tool], context: ${context} };`,
    );
  });
  return `entity Profile;
entity Group in [Profile];
entity Person in [Group, Profile];
entity Agent { killed: Bool, hasDeputy: Bool };
entity Server { name: String, active: Bool, tags: Set<String>, environment?: String, classification?: String };
entity Tool in [Server] {
  name: String, kind: String, risk: String, tags: Set<String>, server: Server, acceptedHashes: Set<String>,
  available: Bool, killed: Bool, fits: Set<String>,
};
type Clock = { day: String, yesterday: String, minute: Long };
type Attributes = ${attributes};
type Used = ${optional(words.counters.keys(), 'Long')};
type Computed = ${optional([...words.computed.keys(), ...words.doubted.keys()], 'Bool')};
action "call";
action "unattended";
${actions.join('\n')}
`;
}

/** Unambiguous among servers of several tenants and kinds of things. */
export const actionName = (
  serverName: string,
  { serverId, kind, name }: Pick<ToolFacts, 'serverId' | 'kind' | 'name'>,
): string => `${serverName}/${name} ${kind} ${serverId}`;

type Kind = 'string' | 'number' | 'boolean' | 'list';

/** Declared paths by kind; what only conditions ask for, or is declared without a type, may be of any. */
function argumentsOf({ definition }: ToolFacts, { paths }: Vocabulary): { path: string; kind: Kind | null }[] {
  const declared = new Map<string, Kind | null>();
  if (isObject(definition)) declare(definition['inputSchema'], '', declared, 0);
  for (const path of paths) if (!declared.has(path)) declared.set(path, path.includes('[*]') ? 'list' : null);
  return [...declared].map(([path, kind]) => ({ path, kind }));
}

const DEEPEST = 6;
function declare(schema: unknown, path: string, found: Map<string, Kind | null>, depth: number): void {
  if (!isObject(schema) || depth > DEEPEST) return;
  const { type, properties, items } = schema;
  if (isObject(properties)) {
    for (const [name, inner] of Object.entries(properties)) {
      if (!name.includes('.')) declare(inner, path === '' ? name : `${path}.${name}`, found, depth + 1);
    }
  } else if (type === 'array') declare(items, `${path}[*]`, found, depth + 1);
  else if (path !== '') found.set(path, path.includes('[*]') ? 'list' : kindOf(type));
}

function kindOf(type: unknown): Kind | null {
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'string' || type === 'boolean' ? type : null;
}
