import type { Tx } from '@app/database';
import { fold } from '@app/directory';
import { FactQueries } from '../deciding/fact-queries.js';
import type { AccessDocument } from './document.js';
import { type Directory, memberKey, noNames, toolKey } from './names.js';
import type {
  Present,
  PresentAgent,
  PresentAgentGrant,
  PresentAssignment,
  PresentProfile,
  PresentRule,
  PresentTool,
} from './present.js';

/** What there is that a document can speak of. @param agents names of agents; null for all that live */
export async function presentRows(tx: Tx, agents: readonly string[] | null, at: Date): Promise<Present> {
  const query = new FactQueries(tx, 'now', at);
  const known = await tx.query<PresentAgent[]>(
    `SELECT id, name, tags FROM agent WHERE state <> 'retired' AND ($1::text[] IS NULL OR name = ANY ($1)) ORDER BY name`,
    [agents],
  );
  return {
    servers: await query.servers(),
    tools: await tx.query<PresentTool[]>(
      `SELECT id, server_id AS "serverId", kind, name, risk, state, approved_hash AS "approvedHash", variant,
         accepted_hashes AS "acceptedHashes", tags, variant_of AS "variantOf", risk_reason AS "riskReason"
       FROM tool WHERE state <> 'removed' ORDER BY name`,
    ),
    profiles: await tx.query<PresentProfile[]>(
      'SELECT id, name, description, version FROM access_profile ORDER BY name',
    ),
    profileGrants: (await query.profileGrants()).toSorted(byId),
    assignments: await tx.query<PresentAssignment[]>(
      `SELECT id, profile_id AS "profileId", person_id AS "personId", group_id AS "groupId", NULL AS "ruleId",
         NULL AS "bindingId", planned, reason, valid_from AS "validFrom", valid_to AS "validTo" FROM assignment
       WHERE ended_because IS NULL AND binding_id IS NULL AND rule_id IS NULL AND (valid_to IS NULL OR valid_to > $1)
       ORDER BY id`,
      [at],
    ),
    rules: await tx.query<PresentRule[]>(
      `SELECT id, profile_id AS "profileId", name, condition FROM assignment_rule WHERE ended_because IS NULL ORDER BY name`,
    ),
    agents: known,
    agentGrants: await tx.query<PresentAgentGrant[]>(
      `SELECT id, tool_id AS "toolId", pattern, effect, condition, definition_hash AS "definitionHash", budget,
         obligations, agent_id AS "agentId", profile_id AS "profileId", planned, valid_from AS "validFrom",
         valid_to AS "validTo" FROM agent_grant
       WHERE ended_because IS NULL AND (valid_to IS NULL OR valid_to > $1) AND agent_id = ANY ($2::uuid[]) ORDER BY id`,
      [at, known.map(({ id }) => id)],
    ),
  };
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

type Member = Readonly<{ id: string; name: string; key: string; sourceId: string }>;

/** The names that the document may use, and whose they are. */
export async function namesIn(tx: Tx, present: Present, document: AccessDocument): Promise<Directory> {
  const holders = Object.values(document.profiles ?? {}).flatMap(({ assigned }) => assigned ?? []);
  const people = holders.flatMap((holder) => ('person' in holder ? [fold(holder.person)] : []));
  const groups = holders.flatMap((holder) => ('group' in holder ? [fold(holder.group)] : []));
  const names = directoryOf(present);
  await addMembers(
    tx,
    names,
    'user_name_key = ANY ($1::text[])',
    people,
    'display_name_key = ANY ($1::text[])',
    groups,
  );
  return names;
}

/** The names of those who hold something by hand. */
export async function namesOf(tx: Tx, present: Present): Promise<Directory> {
  const names = directoryOf(present);
  const people = present.assignments.flatMap(({ personId }) => personId ?? []);
  const groups = present.assignments.flatMap(({ groupId }) => groupId ?? []);
  await addMembers(
    tx,
    names,
    sameName('person', 'user_name_key'),
    people,
    sameName('directory_group', 'display_name_key'),
    groups,
  );
  return names;
}

/** They and their namesakes. */
const sameName = (table: string, key: string): string =>
  `${key} IN (SELECT ${key} FROM ${table} WHERE id = ANY ($1::uuid[]))`;

function directoryOf(present: Present): Directory {
  const names = noNames();
  for (const { id, name } of present.servers) names.servers.add(name, id);
  for (const { id, serverId, kind, name } of present.tools) names.tools.add(toolKey(serverId, kind, name), id, name);
  for (const { id, name } of present.profiles) names.profiles.add(name, id);
  for (const { id, name } of present.agents) names.agents.add(name, id);
  return names;
}

async function addMembers(
  tx: Tx,
  names: Directory,
  ofPerson: string,
  people: readonly string[],
  ofGroup: string,
  groups: readonly string[],
): Promise<void> {
  const sources = await tx.query<{ id: string; name: string }[]>('SELECT id, name FROM source ORDER BY name');
  for (const { id, name } of sources) names.sources.add(name, id);
  const found = {
    people: await tx.query<Member[]>(
      `SELECT id, user_name AS name, user_name_key AS key, source_id AS "sourceId" FROM person
       WHERE status <> 'deleted' AND ${ofPerson} ORDER BY id`,
      [people],
    ),
    groups: await tx.query<Member[]>(
      `SELECT id, display_name AS name, display_name_key AS key, source_id AS "sourceId" FROM directory_group
       WHERE deleted_at IS NULL AND ${ofGroup} ORDER BY id`,
      [groups],
    ),
  };
  for (const kind of ['people', 'groups'] as const) {
    for (const { id, name, key, sourceId } of found[kind]) {
      for (const source of [null, sourceId]) names[kind].add(memberKey(key, source), id, name);
    }
  }
}
