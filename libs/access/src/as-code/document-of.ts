import { stringify } from 'yaml';
import { fold } from '@app/directory';
import type { Condition } from '../core/condition/types.js';
import type { GrantFacts, Interval } from '../core/facts.js';
import type { Pattern } from '../core/selector/pattern.js';
import { type Directory, memberKey } from './names.js';
import type { Present } from './present.js';

const HEAD = '# yaml-language-server: $schema=./access.schema.json\n';

/** What there is as `access.yaml`: applied where it came from, it changes nothing. */
export function documentOf(present: Present, names: Directory, at: Date): string {
  const tools = new Map(present.tools.map((tool) => [tool.id, tool]));
  const granted = ({ toolId, pattern, effect, condition, budget, obligations }: GrantFacts) => {
    const tool = toolId === null ? undefined : tools.get(toolId);
    return {
      ...(tool && { tool: `${names.servers.wordOf(tool.serverId)}/${tool.name}` }),
      ...(tool && tool.kind !== 'tool' && { kind: tool.kind }),
      ...(pattern && { match: named(pattern, names) }),
      ...(effect === 'allow' ? {} : { effect }),
      ...(condition && { when: namedWithin(condition, names) }),
      ...(budget && { budget }),
      ...(obligations.length > 0 && { obligations }),
    };
  };
  // a grant on a tool that is gone, or on a definition that is no longer accepted, gives nothing and cannot be said
  const sayable = ({ toolId, definitionHash }: GrantFacts): boolean =>
    toolId === null || (tools.get(toolId)?.acceptedHashes.includes(definitionHash ?? '') ?? false);
  const servers = present.servers.map(({ id, name, environment, classification, tags }) => {
    const own = present.tools.filter(({ serverId }) => serverId === id);
    const said = own.filter((tool) => tool.tags.length > 0 || tool.riskReason !== null);
    const notes = said.map(({ name: tool, tags: words, risk, riskReason }) => [
      tool,
      { ...(words.length > 0 && { tags: words }), ...(riskReason !== null && { risk, reason: riskReason }) },
    ]);
    const variants = own.flatMap(({ name: variant, variantOf, variant: how }) =>
      variantOf === null ? [] : [[variant, { of: tools.get(variantOf)?.name, ...Object(how) }]],
    );
    return [
      name,
      {
        environment,
        classification,
        tags,
        ...(notes.length > 0 && { tools: Object.fromEntries(notes) as object }),
        ...(variants.length > 0 && { variants: Object.fromEntries(variants) as object }),
      },
    ];
  });
  const profiles = present.profiles.map(({ id, name, description }) => {
    const of = <Row extends { profileId: string }>(rows: readonly Row[]) => rows.filter((row) => row.profileId === id);
    return [
      name,
      {
        description,
        grants: of(present.profileGrants).filter(sayable).map(granted),
        assigned: of(present.assignments).map(({ personId, groupId, reason, ...term }) => ({
          ...(personId === null
            ? { group: names.groups.wordOf(groupId ?? '') }
            : { person: names.people.wordOf(personId) }),
          ...sourceOf(personId === null ? 'groups' : 'people', personId ?? groupId ?? '', names),
          ...termOf(term, at),
          ...(reason !== '' && { reason }),
        })),
        rules: of(present.rules).map((rule) => ({ name: rule.name, when: rule.condition })),
      },
    ];
  });
  const agents = present.agents.map(({ id, name, tags }) => [
    name,
    {
      tags,
      grants: present.agentGrants
        .filter((row) => row.agentId === id && sayable(row))
        .map((row) => ({
          ...(row.profileId !== null && { profile: names.profiles.wordOf(row.profileId) }),
          ...granted(row),
          ...termOf(row, at),
        })),
    },
  ]);
  const all = [servers, profiles, agents].map((entries) => Object.fromEntries(entries) as object);
  const [serversSaid, profilesSaid, agentsSaid] = all;
  const document = { version: 1, servers: serversSaid, profiles: profilesSaid, agents: agentsSaid };
  return HEAD + stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 });
}

function named({ server, ...pattern }: Pattern, names: Directory): object {
  return { ...(server !== undefined && { server: names.servers.wordOf(server) }), ...pattern };
}

function namedWithin(condition: Condition, names: Directory): unknown {
  if ('all' in condition) return { all: condition.all.map((part) => namedWithin(part, names)) };
  if ('any' in condition) return { any: condition.any.map((part) => namedWithin(part, names)) };
  if ('not' in condition) return { not: namedWithin(condition.not, names) };
  return 'called' in condition ? { called: named(condition.called, names) } : condition;
}

const termOf = ({ validFrom, validTo }: Interval, at: Date) => ({
  ...(validFrom > at && { from: validFrom.toISOString() }),
  ...(validTo && { to: validTo.toISOString() }),
});

/** Only where the name alone would not say who is meant. */
function sourceOf(kind: 'people' | 'groups', id: string, names: Directory): { source?: string } {
  const word = fold(names[kind].wordOf(id));
  if (!names[kind].isShared(memberKey(word, null))) return {};
  const source = names.sources.all().find((each) => names[kind].of(memberKey(word, each)).includes(id));
  return source === undefined ? {} : { source: names.sources.wordOf(source) };
}
