import type { Tx } from '@app/database';
import { FactQueries } from '../deciding/fact-queries.js';
import { givesTo } from '../core/rule.js';
import type { AccessFacts } from '../core/facts.js';
import { peopleAfter } from '../assignments/rule-assignments.js';
import { carriedOut } from './carried-out.js';
import { type Change, isDescription } from './difference.js';
import { type Gain, gains } from './gains.js';
import type { Present } from './present.js';

const PAGE = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Who would gain what by the changes, also only until the last of them is made: what is described counts at once, and
 * what takes a right away comes after it, or never, when the rest is refused.
 */
export async function gainsOf(
  tx: Tx,
  changes: readonly Change[],
  present: Present,
  at: Date,
  newId: () => string,
): Promise<Gain[]> {
  const inTheEnd = await gainsBy(tx, changes, present, at, newId);
  const early = changes.filter(isDescription);
  if (early.length === changes.length) return inTheEnd;
  return together(inTheEnd, await gainsBy(tx, early, present, at, newId));
}

function together(gains: readonly Gain[], others: readonly Gain[]): Gain[] {
  const all = new Map(gains.map((gain) => [`${gain.who} ${gain.id}`, gain]));
  for (const other of others) {
    const key = `${other.who} ${other.id}`;
    const tools = all.get(key)?.tools ?? [];
    const more = other.tools.filter(({ toolId }) => !tools.some((known) => known.toolId === toolId));
    all.set(key, { ...other, tools: [...tools, ...more] });
  }
  return [...all.values()];
}

/** Of everybody whom the changes can reach, before and after. */
async function gainsBy(
  tx: Tx,
  changes: readonly Change[],
  present: Present,
  at: Date,
  newId: () => string,
): Promise<Gain[]> {
  if (changes.length === 0) return [];
  const meant = new Map<Change, string[]>();
  for (const change of changes) if (change.change === 'rule-made') meant.set(change, await meantBy(tx, change));
  const concerned = await concernedBy(tx, changes, [...meant.values()].flat());
  const before = await factsOf(tx, concerned, present, at);
  const after = carriedOut(before, changes, { at, newId, heldBy: (change) => meant.get(change) ?? [] });
  return gains(before, after, concerned, at);
}

async function meantBy(tx: Tx, { rule }: Extract<Change, { change: 'rule-made' }>): Promise<string[]> {
  const meant: string[] = [];
  for (let after = FIRST; ;) {
    const people = await peopleAfter(tx, after, PAGE);
    meant.push(...people.filter((person) => givesTo(rule.condition, person)).map(({ id }) => id));
    const last = people.at(-1);
    if (!last || people.length < PAGE) return meant;
    after = last.id;
  }
}

type Concerned = Readonly<{ people: readonly string[]; agents: readonly string[] }>;

/** A server, a tool or a variant that is another one concerns everybody: whom a pattern means may change. */
async function concernedBy(tx: Tx, changes: readonly Change[], meant: readonly string[]): Promise<Concerned> {
  const isForAll = changes.some(
    ({ change }) => change === 'server-described' || change === 'tool-described' || change === 'variant-made',
  );
  const profiles = changes.flatMap((change) =>
    'profileId' in change ? [change.profileId] : change.change === 'profile-granted' ? [change.profile.id] : [],
  );
  const assigned = changes.flatMap((change) => (change.change === 'assigned' ? [change.assignment] : []));
  const people = await tx.query<{ id: string }[]>(
    `WITH held AS (SELECT person_id, group_id FROM assignment
       WHERE ended_because IS NULL AND ($1::boolean OR profile_id = ANY ($2::uuid[])))
     SELECT person_id AS id FROM held WHERE person_id IS NOT NULL
     UNION SELECT unnest($3::uuid[])
     UNION SELECT m.person_id FROM membership m WHERE m.valid_to IS NULL
       AND (m.group_id IN (SELECT group_id FROM held WHERE group_id IS NOT NULL) OR m.group_id = ANY ($4::uuid[]))`,
    [
      isForAll,
      profiles,
      [...new Set([...meant, ...assigned.flatMap(({ personId }) => personId ?? [])])],
      assigned.flatMap(({ groupId }) => groupId ?? []),
    ],
  );
  const named = changes.flatMap((change) => ('agent' in change ? [change.agent.id] : []));
  const agents = await tx.query<{ id: string }[]>(
    `WITH RECURSIVE concerned AS (
       SELECT a.id FROM agent a LEFT JOIN blueprint b ON b.id = a.blueprint_id
       WHERE a.state <> 'retired' AND ($1::boolean OR a.id = ANY ($2::uuid[]) OR a.owner_id = ANY ($3::uuid[])
         OR b.ceiling_profile_id = ANY ($4::uuid[])
         OR EXISTS (SELECT FROM agent_grant g WHERE g.agent_id = a.id AND g.ended_because IS NULL
                      AND g.profile_id = ANY ($4::uuid[])))
       UNION SELECT part.id FROM agent part JOIN concerned whole ON part.parent_id = whole.id WHERE part.state <> 'retired'
     ) SELECT id FROM concerned`,
    [isForAll, named, people.map(({ id }) => id), profiles],
  );
  return { people: people.map(({ id }) => id).toSorted(), agents: agents.map(({ id }) => id).toSorted() };
}

/** All that reaches them, also what is planned. */
async function factsOf(tx: Tx, { people, agents }: Concerned, present: Present, at: Date): Promise<AccessFacts> {
  const query = new FactQueries(tx, 'now', at);
  const lineage = `r.id IN (WITH RECURSIVE member AS (
      SELECT id, parent_id FROM agent WHERE id = ANY ($2::uuid[])
      UNION SELECT whole.id, whole.parent_id FROM agent whole JOIN member ON whole.id = member.parent_id
    ) SELECT id FROM member)`;
  const members = await query.agents([lineage, agents]);
  const everybody = [...new Set([...people, ...members.map(({ ownerId }) => ownerId)])];
  const among = (column: string): string => `r.${column} = ANY ($2::uuid[])`;
  const memberships = await query.memberships([among('person_id'), everybody]);
  return {
    agents: members,
    people: [],
    servers: present.servers,
    tools: present.tools.map((tool) => ({ ...tool, definition: null })),
    agentGrants: await query.agentGrants([among('agent_id'), members.map(({ id }) => id)]),
    memberships,
    assignments: [
      ...(await query.assignments([among('person_id'), everybody])),
      ...(await query.assignments(['r.group_id IS NOT NULL AND $2::boolean', true])),
    ],
    profileGrants: present.profileGrants,
    delegations: [],
    kills: [],
  };
}
