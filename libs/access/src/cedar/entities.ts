import { basisOf } from '../core/basis.js';
import { isLive } from '../core/chain.js';
import type { AccessFacts, AgentFacts, KillFacts, ServerFacts, ToolFacts } from '../core/facts.js';
import { asked } from '../core/fits.js';
import { selects } from '../core/selector/pattern.js';
import type { Vocabulary } from './vocabulary.js';

type Uid = Readonly<{ type: string; id: string }>;
export type Entity = Readonly<{ uid: Uid; attrs: Readonly<Record<string, unknown>>; parents: readonly Uid[] }>;

/** Who is what to whom at a time: people in groups and profiles, tools on servers, and what was stopped. */
export function entitiesOf(facts: AccessFacts, at: Date, words: Vocabulary): Entity[] {
  const now = at.getTime();
  const kills = facts.kills.filter((kill) => isLive(kill, now));
  const members = facts.memberships.filter((row) => isLive(row, now));
  const assigned = facts.assignments.filter((row) => isLive(row, now));
  const profilesOf = (key: 'personId' | 'groupId', id: string): Uid[] =>
    assigned.filter((row) => row[key] === id).map(({ profileId }) => ({ type: 'Profile', id: profileId }));
  const profiles = [...facts.profileGrants, ...facts.agentGrants, ...facts.assignments].flatMap(
    ({ profileId }) => profileId ?? [],
  );
  const people = [
    ...facts.people.map(({ id }) => id),
    ...members.map(({ personId }) => personId),
    ...assigned.flatMap(({ personId }) => personId ?? []),
    ...facts.agents.map(({ ownerId }) => ownerId),
  ];
  const groups = [...members.map(({ groupId }) => groupId), ...assigned.flatMap(({ groupId }) => groupId ?? [])];
  const servers = new Map(facts.servers.map((server) => [server.id, server]));
  return [
    ...once(profiles).map((id) => ({ uid: { type: 'Profile', id }, attrs: {}, parents: [] })),
    ...once(groups).map((id) => ({ uid: { type: 'Group', id }, attrs: {}, parents: profilesOf('groupId', id) })),
    ...once(people).map((id) => {
      const joined = members
        .filter(({ personId }) => personId === id)
        .map(({ groupId }) => ({ type: 'Group', id: groupId }));
      return { uid: { type: 'Person', id }, attrs: {}, parents: [...joined, ...profilesOf('personId', id)] };
    }),
    ...facts.agents.map((agent) => agentEntity(agent, kills)),
    ...facts.servers.map(serverEntity),
    ...facts.tools.flatMap((tool) => {
      const server = servers.get(tool.serverId);
      return server ? [toolEntity(tool, server, facts, kills, words)] : [];
    }),
  ];
}

const once = (ids: readonly string[]): string[] => [...new Set(ids)];

function agentEntity({ id, ownerId, deputyId, tenant }: AgentFacts, kills: readonly KillFacts[]): Entity {
  const killed = kills.some((kill) => {
    if (kill.tenant !== tenant) return false;
    const target = { tenant: kill.targetId, owner: ownerId, agent: id, server: null, tool: null }[kill.scope];
    return target === kill.targetId;
  });
  return { uid: { type: 'Agent', id }, attrs: { killed, hasDeputy: deputyId !== null }, parents: [] };
}

function serverEntity({ id, name, status, environment, classification, tags }: ServerFacts): Entity {
  const said = { ...(environment && { environment }), ...(classification && { classification }) };
  return { uid: { type: 'Server', id }, attrs: { name, active: status === 'active', tags, ...said }, parents: [] };
}

function toolEntity(
  tool: ToolFacts,
  server: ServerFacts,
  facts: AccessFacts,
  kills: readonly KillFacts[],
  words: Vocabulary,
): Entity {
  const basis = basisOf(tool, (id) => facts.tools.find((other) => other.id === id));
  const all = [tool, ...(basis ?? [])];
  const killed = kills.some(({ tenant, scope, targetId }) => {
    if (tenant !== server.tenant) return false;
    return scope === 'server' ? targetId === server.id : scope === 'tool' && all.some(({ id }) => id === targetId);
  });
  const fits = [...words.globs]
    .filter(([, { pattern, unsaid }]) => selects(pattern, asked(tool, server), unsaid))
    .map(([key]) => key);
  return {
    uid: { type: 'Tool', id: tool.id },
    attrs: {
      name: tool.name,
      kind: tool.kind,
      risk: tool.risk,
      tags: tool.tags,
      server: { __entity: { type: 'Server', id: server.id } },
      acceptedHashes: tool.acceptedHashes,
      available: basis !== undefined && all.every(({ state }) => state === 'available'),
      killed,
      fits,
    },
    parents: [{ type: 'Server', id: server.id }],
  };
}
