import type { Tx } from '@app/database';
import { CompiledIndex } from '../core/access-index.js';
import type { AccessChange } from '../core/compiled/state.js';
import { attributesIn } from '../core/condition/parts.js';
import { FactQueries, type Which } from './fact-queries.js';
import { reloadedBy } from './reloaded.js';

/** What was read although not everything of the kind was. */
type Bounds = Readonly<{
  /** Attributes of people: those that some condition asks for. */
  attributes: ReadonlySet<string>;
  /** Assignments to groups, with the group: of a large directory few give something, and the others have more members than all else has rows. */
  given: ReadonlyMap<string, string>;
}>;
export type Loaded = Readonly<{ index: CompiledIndex }> & Bounds;
/** `given`: as in `Bounds`, once the change is in force. */
export type LoadedChange = AccessChange & Pick<Bounds, 'given'>;

/** Rows in one go, between which the program does other things. */
const PAGE = 5_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
const giving = `FROM assignment WHERE group_id IS NOT NULL AND ended_because IS NULL`;
const ofGiving = `r.group_id IN (SELECT group_id ${giving})`;
type Identified = Readonly<{ id: string }>;
const idsOf = (rows: readonly Identified[]): string[] => rows.map(({ id }) => id);

/** Everything that counts now or later, in the transaction's snapshot; for every tenant when the snapshot is. */
export async function loadAll(tx: Tx, at: Date): Promise<Loaded> {
  const query = new FactQueries(tx, 'now', at);
  const index = new CompiledIndex(at);
  const given = await givenToGroups(tx);
  const [servers, tools] = [await query.servers(), await query.tools(undefined, true)];
  const kills = await query.kills();
  index.apply({ of: { servers: idsOf(servers), tools: idsOf(tools) }, facts: { servers, tools, kills } }, at);
  const profileGrants = await query.profileGrants();
  const assignments = await query.assignments(['(r.group_id IS NOT NULL) = $2', true]);
  const profiles = [...new Set([...profileGrants, ...assignments].map(({ profileId }) => profileId))];
  index.apply({ of: { profiles }, facts: { profileGrants, assignments } }, at);
  for await (const agents of pages((after) => query.agents([`r.state <> 'retired' AND r.id > $2`, after], PAGE))) {
    const which = within('r.agent_id', agents);
    const [agentGrants, delegations] = [await query.agentGrants(which), await query.delegations(which)];
    index.apply({ of: { agents: idsOf(agents) }, facts: { agents, agentGrants, delegations } }, at);
  }
  const { attributes } = index;
  for await (const everybody of pages((after) => nextPeople(tx, after))) {
    const which = within('r.person_id', everybody);
    const facts = {
      memberships: await query.memberships([`${which[0]} AND ${ofGiving}`, which[1]]),
      assignments: await query.assignments(which),
      people: await query.people(within('r.id', everybody), [...attributes]),
    };
    index.apply({ of: { people: idsOf(everybody) }, facts }, at);
  }
  return { index, attributes, given };
}

/**
 * What is different when these have changed, in the transaction's snapshot.
 * @returns null when that is too much, or needs what was not read of others: then all is to be read anew
 */
export async function loadChange(
  tx: Tx,
  at: Date,
  subjects: readonly string[],
  known: Bounds,
): Promise<LoadedChange | null> {
  const query = new FactQueries(tx, 'now', at);
  const given = await givenToGroups(tx);
  // one that gave nothing for a while, however short, was silent about its members then
  const steady = new Set([...given].flatMap(([id, groupId]) => (known.given.has(id) ? groupId : [])));
  const newly = [...new Set(given.values())].filter((id) => !steady.has(id));
  const of = await reloadedBy(tx, subjects, newly, at);
  if (!of) return null;
  const some = async <Row>(ids: readonly string[], column: string, read: (which: Which) => Promise<Row[]>) =>
    ids.length === 0 ? [] : read([`${column} = ANY ($2::uuid[])`, ids]);
  const { agents, people, profiles } = of;
  const agentGrants = await some(agents, 'r.agent_id', (which) => query.agentGrants(which));
  const profileGrants = await some(profiles, 'r.profile_id', (which) => query.profileGrants(which));
  if (!attributesOf([...agentGrants, ...profileGrants]).every((name) => known.attributes.has(name))) return null;
  const toPeople = await some(people, 'r.person_id', (which) => query.assignments(which));
  const toGroups = await some(profiles, 'r.group_id IS NOT NULL AND r.profile_id', (which) => query.assignments(which));
  const facts = {
    agents: await some(agents, `r.state <> 'retired' AND r.id`, (which) => query.agents(which)),
    agentGrants,
    delegations: await some(agents, 'r.agent_id', (which) => query.delegations(which)),
    people: await some(people, 'r.id', (which) => query.people(which, [...known.attributes])),
    memberships: await some(people, `${ofGiving} AND r.person_id`, (which) => query.memberships(which)),
    assignments: [...toPeople, ...toGroups],
    profileGrants,
    servers: await some(of.servers, 'r.id', (which) => query.servers(which)),
    tools: await some(of.tools, 'r.id', (which) => query.tools(which, true)),
    kills: await query.kills(),
  };
  return { of, facts, given };
}

const attributesOf = (
  grants: readonly Readonly<{ condition: Parameters<typeof attributesIn>[0] | null }>[],
): string[] => grants.flatMap(({ condition }) => (condition === null ? [] : attributesIn(condition)));

async function givenToGroups(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.query<(Identified & { groupId: string })[]>(`SELECT id, group_id AS "groupId" ${giving}`);
  return new Map(rows.map(({ id, groupId }) => [id, groupId]));
}

const nextPeople = (tx: Tx, after: string): Promise<Identified[]> =>
  tx.query('SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2', [after, PAGE]);

/** @param next the rows after an id, in the order of their ids */
async function* pages<Row extends Identified>(next: (after: string) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let rows = await next(FIRST); rows.length > 0; rows = await next(rows.at(-1)?.id ?? FIRST)) {
    yield rows;
    if (rows.length < PAGE) return;
  }
}

/** Rows whose column lies within the page. */
const within = (column: string, page: readonly Identified[]): Which => [
  `${column} BETWEEN ($2::uuid[])[1] AND ($2::uuid[])[2]`,
  [page.at(0)?.id, page.at(-1)?.id],
];
