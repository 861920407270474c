import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  type AccessRequest,
  type Condition,
  type Decision,
  Explanations,
  alone,
} from '@app/access';
import { type AgentRow, AgentsModule } from '@app/agents';
import { CatalogModule, Servers, Tools } from '@app/catalog';
import type { WriteTx } from '@app/database';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { newId } from '@app/kernel';
import { hr, openWorld } from '../support/world.js';

const CHANGES = 1000;

let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule);
});
afterAll(() => world.close());

/** The same numbers in every run. */
function dice(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  return {
    next,
    below: (n: number): number => Math.floor(next() * n),
    one: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    some: (chance: number): boolean => next() < chance,
  };
}

const { below, one, some } = dice(20_261);

const conditions: readonly (Condition | null)[] = [
  null,
  null,
  { arg: 'path', op: 'prefix', value: '/home' },
  { arg: 'path', op: 'eq', of: { person: 'department' } },
  { owner: 'title', op: 'eq', value: 'lead' },
  { agent: 'tags', op: 'eq', value: 'batch' },
  { server: 'environment', op: 'eq', value: 'production' },
  { time: { zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' } },
];
const patterns = [{ name: 'read*' }, { risk: ['read'] }, { tag: 'money' }, { environment: ['production'] }];

/** People in groups, profiles, agents of every kind on two servers. */
async function furnish() {
  const people: PersonRow[] = [];
  for (const name of ['ada', 'ben', 'eve', 'kim', 'lee']) people.push(await world.person(name));
  const groups = [await world.group('sales'), await world.group('ops')];
  const profileIds: string[] = [];
  const tools: { id: string; name: string; server: string }[] = [];
  for (const name of ['crm', 'erp']) {
    const { id } = await world.app
      .get(Servers)
      .register(hr, { name, transport: 'http', url: 'http://127.0.0.1:1/mcp' });
    const inputSchema = { type: 'object', properties: { path: { type: 'string' } } };
    const rows = await world.app.get(Tools).pin(hr, id, [
      { name: 'read_file', inputSchema, annotations: { readOnlyHint: true } },
      { name: 'read_mail', inputSchema, annotations: { readOnlyHint: true } },
      { name: 'pay', inputSchema, annotations: { destructiveHint: true } },
    ]);
    tools.push(...rows.map((row) => ({ id: row.id, name: row.name, server: name })));
  }
  for (const name of ['basic', 'more', 'most']) {
    const id = newId();
    profileIds.push(id);
    await world.write((tx) =>
      tx.query('INSERT INTO access_profile (id, name, created_at) VALUES ($1, $2, $3)', [id, name, world.clock.now()]),
    );
  }
  const blueprintId = newId();
  await world.write((tx) =>
    tx.query(
      `INSERT INTO blueprint (id, name, kind, environment, max_term_days, review_every_days, dormant_after_days,
         max_credential_days, requires_approval, requires_deputy, created_at)
       VALUES ($1, 'b', 'autonomous', 'production', 90, 90, 90, 90, false, false, $2)`,
      [blueprintId, world.clock.now()],
    ),
  );
  const agents: AgentRow[] = [];
  for (let i = 0; i < 5; i++) {
    const kind = i === 4 ? 'delegated' : 'autonomous';
    const deputyId = people[(i + 1) % 5]!.id;
    agents.push(await world.runningAgent(people[i % 3]!, { kind, deputyId }));
  }
  await world.write((tx) => tx.query('UPDATE agent SET parent_id = $2 WHERE id = $1', [agents[3]!.id, agents[0]!.id]));
  // enough for something to be allowed for a while
  await world.write(async (tx) => {
    const now = world.clock.now();
    const all = JSON.stringify({ name: '*' });
    for (const profileId of profileIds.slice(0, 2)) {
      await tx.query(
        `INSERT INTO profile_grant (id, profile_id, pattern, effect, valid_from) VALUES ($1, $2, $3, 'allow', $4)`,
        [newId(), profileId, all, now],
      );
      await tx.query(`INSERT INTO assignment (id, profile_id, group_id, valid_from) VALUES ($1, $2, $3, $4)`, [
        newId(),
        profileId,
        groups[0]!.id,
        now,
      ]);
    }
    for (const { id } of agents) {
      await tx.query(
        `INSERT INTO agent_grant (id, agent_id, pattern, effect, valid_from, granted_by) VALUES ($1, $2, $3, 'allow', $4, 'test')`,
        [newId(), id, all, now],
      );
    }
  });
  for (const group of groups) await world.join(group, ...people);
  const serverIds = (await world.sql<{ id: string }>('SELECT id FROM mcp_server')).map(({ id }) => id);
  const everything = [...people, ...groups, ...tools, ...agents].map(({ id }) => id);
  await world.write((tx) =>
    world.app.get(Fence, { strict: false }).touch(tx, [...everything, ...profileIds, ...serverIds, blueprintId]),
  );
  return { people, groups, profileIds, tools, blueprintId, agents };
}

type Setting = Awaited<ReturnType<typeof furnish>>;
type Touched = readonly string[];

const grant = (tool: Setting['tools'][number]) => {
  const byPattern = some(0.3);
  return [
    byPattern ? null : tool.id,
    byPattern ? JSON.stringify(one(patterns)) : null,
    one(['allow', 'allow', 'allow', 'allow', 'allow', 'hold', 'deny']),
    JSON.stringify(one(conditions)),
  ] as const;
};

/** One change of a random kind, as a use case would make it: the rows, and whom the index must hear of. */
async function change(tx: WriteTx, here: Setting, now: Date): Promise<Touched> {
  const [person, group, profile, tool, agent] = [
    one(here.people).id,
    one(here.groups).id,
    one(here.profileIds),
    one(here.tools),
    one(here.agents).id,
  ];
  const hash = '(SELECT approved_hash FROM tool WHERE id = $3)';
  const kinds: readonly (() => Promise<Touched>)[] = [
    async () => {
      const [toolId, pattern, effect, condition] = grant(tool);
      await tx.query(
        `INSERT INTO profile_grant (id, profile_id, tool_id, pattern, effect, condition, definition_hash, valid_from)
         VALUES ($1, $2, $3, $4, $5, nullif($6::jsonb, 'null'), ${hash}, $7)`,
        [newId(), profile, toolId, pattern, effect, condition, now],
      );
      return [profile];
    },
    async () => {
      const [toolId, pattern, effect, condition] = grant(tool);
      await tx.query(
        `INSERT INTO agent_grant (id, agent_id, tool_id, pattern, effect, condition, definition_hash, valid_from, granted_by)
         VALUES ($1, $2, $3, $4, $5, nullif($6::jsonb, 'null'), ${hash}, $7, 'test')`,
        [newId(), agent, toolId, pattern, effect, condition, now],
      );
      return [agent];
    },
    async () => {
      await tx.query(
        `INSERT INTO agent_grant (id, agent_id, profile_id, effect, valid_from, granted_by) VALUES ($1, $2, $3, 'allow', $4, 'test')`,
        [newId(), agent, profile, now],
      );
      return [agent];
    },
    async () => {
      await tx.query(
        `UPDATE agent_grant SET valid_to = $2, ended_because = 'x' WHERE id =
        (SELECT id FROM agent_grant WHERE agent_id = $1 AND valid_to IS NULL ORDER BY id LIMIT 1)`,
        [agent, now],
      );
      return [agent];
    },
    async () => {
      await tx.query(
        `UPDATE profile_grant SET valid_to = $2, ended_because = 'x' WHERE id =
        (SELECT id FROM profile_grant WHERE profile_id = $1 AND valid_to IS NULL ORDER BY id LIMIT 1)`,
        [profile, now],
      );
      return [profile];
    },
    async () => {
      const [toPerson, toGroup] = some(0.5) ? [person, null] : [null, group];
      await tx.query(
        `INSERT INTO assignment (id, profile_id, person_id, group_id, valid_from) VALUES ($1, $2, $3, $4, $5)`,
        [newId(), profile, toPerson, toGroup, now],
      );
      return [profile];
    },
    async () => {
      await tx.query(
        `UPDATE assignment SET valid_to = $2, ended_because = 'x' WHERE id =
          (SELECT id FROM assignment WHERE profile_id = $1 AND valid_to IS NULL ORDER BY id LIMIT 1)`,
        [profile, now],
      );
      return [profile];
    },
    async () => {
      await tx.query(
        `INSERT INTO membership (id, group_id, person_id, valid_from) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [newId(), group, person, now],
      );
      return [person];
    },
    async () => {
      const member = 'UPDATE membership SET valid_to = $3 WHERE group_id = $1 AND person_id = $2 AND valid_to IS NULL';
      await tx.query(member, [group, person, now]);
      return [person];
    },
    async () => {
      const attributes = {
        title: one(['lead', 'clerk']),
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: one(['/home', 'sales']) },
      };
      await tx.query('UPDATE person SET attributes = $2 WHERE id = $1', [person, JSON.stringify(attributes)]);
      return [person];
    },
    async () => {
      await tx.query('UPDATE person SET ends_at = $2 WHERE id = $1', [
        person,
        some(0.8) ? null : new Date(now.getTime() + below(200) * 3_600_000),
      ]);
      return [person];
    },
    async () => {
      await tx.query('UPDATE agent SET owner_id = $2, deputy_id = nullif($3::uuid, $2) WHERE id = $1', [
        agent,
        person,
        some(0.3) ? null : one(here.people).id,
      ]);
      return [agent];
    },
    async () => {
      const tags = one([[], ['batch']]);
      const blueprint = some(0.4) ? here.blueprintId : null;
      await tx.query('UPDATE agent SET tags = $2, blueprint_id = $3 WHERE id = $1', [agent, tags, blueprint]);
      return [agent];
    },
    async () => {
      await tx.query('UPDATE agent SET expires_at = $2, next_review_at = $2 WHERE id = $1', [
        agent,
        new Date(now.getTime() + (some(0.2) ? below(20) * 3_600_000 : 90 * 86_400_000)),
      ]);
      return [agent];
    },
    async () => {
      const ceiling = some(0.4) ? null : profile;
      await tx.query('UPDATE blueprint SET ceiling_profile_id = $2 WHERE id = $1', [here.blueprintId, ceiling]);
      return [here.blueprintId];
    },
    async () => {
      await tx.query('UPDATE mcp_server SET status = $2, environment = $3, tags = $4 WHERE name = $1', [
        tool.server,
        some(0.9) ? 'active' : 'disabled',
        one(['production', 'staging', null]),
        one([[], ['money']]),
      ]);
      return tx
        .query<{ id: string }[]>('SELECT id FROM mcp_server WHERE name = $1', [tool.server])
        .then((rows) => rows.map(({ id }) => id));
    },
    async () => {
      await tx.query('UPDATE tool SET risk = $2, tags = $3, state = $4 WHERE id = $1', [
        tool.id,
        one(['read', 'write', 'destructive', 'unknown']),
        one([[], ['money']]),
        one([...Array<string>(10).fill('available'), 'held', 'removed']),
      ]);
      return [tool.id];
    },
    async () => {
      const next = newId();
      const carried = some(0.5) ? 'accepted_hashes || ARRAY[$2]' : 'ARRAY[$2]';
      await tx.query(`UPDATE tool SET approved_hash = $2, accepted_hashes = ${carried} WHERE id = $1`, [tool.id, next]);
      return [tool.id];
    },
    async () => {
      if (some(0.6)) return [];
      const [scope, target] = one([
        ['agent', agent],
        ['owner', person],
        ['tool', tool.id],
      ] as const);
      await tx.query(
        `INSERT INTO kill_switch (id, scope, target_id, reason, pulled_by, pulled_at) VALUES ($1, $2, $3, 'x', 'x', $4)
         ON CONFLICT DO NOTHING`,
        [newId(), scope, target, now],
      );
      return [target];
    },
    async () => {
      const [lifted] = await tx.query<[{ target: string }[], number]>(
        `UPDATE kill_switch SET lifted_at = $1, lifted_by = 'x' WHERE lifted_at IS NULL RETURNING target_id AS target`,
        [now],
      );
      return lifted.map(({ target }) => target);
    },
    async () => {
      const delegated = here.agents[4]!.id;
      await tx.query(
        `UPDATE delegation SET valid_to = least(valid_to, $2), ended_because = 'x' WHERE agent_id = $1 AND ended_because IS NULL`,
        [delegated, now],
      );
      await tx.query(
        `INSERT INTO delegation (id, person_id, agent_id, scope, given_by, valid_from, valid_to)
         VALUES ($1, $2, $3, 'mcp:tools', 'x', $4, $5)`,
        [newId(), person, delegated, now, new Date(now.getTime() + below(100) * 3_600_000)],
      );
      return [delegated, person];
    },
  ];
  return one(kinds)();
}

type Made = Readonly<{ request: AccessRequest; decision: Decision }>;
/** What a decision says; its times of the way are not part of it. */
const said = ({ effect, code, grantIds, path, tool }: Decision) => ({ effect, code, grantIds, path, tool });

describe('what was decided then', () => {
  it(
    `comes out again as of that time, after ${CHANGES} random changes [access.as-of]`,
    { timeout: 280_000 },
    async () => {
      const here = await furnish();
      const index = world.app.get(AccessIndex);
      const fence = world.app.get(Fence, { strict: false });
      const made: Made[] = [];
      for (let i = 0; i < CHANGES; i++) {
        world.clock.at = new Date(world.clock.at.getTime() + 1 + below(7_200_000));
        const now = world.clock.now();
        await world.write(async (tx) => fence.touch(tx, [...(await change(tx, here, now)), here.agents[0]!.id]));
        const [delegation] = await world.sql<{ id: string; personId: string }>(
          'SELECT id, person_id AS "personId" FROM delegation ORDER BY valid_from DESC, id DESC LIMIT 1',
        );
        // a little later, so that planned ends come to pass as well
        const at = new Date(now.getTime() + 1 + below(1000));
        for (let ask = 0; ask < 2; ask++) {
          const agent = one(here.agents);
          const tool = one(here.tools);
          const asked = {
            serverName: tool.server,
            toolName: tool.name,
            args: { path: one(['/home', '/etc', 'sales']) },
            at,
          };
          const caller =
            agent === here.agents[4] && delegation
              ? { ...alone(agent.id), personId: delegation.personId, delegations: [delegation.id] }
              : alone(agent.id);
          const request = { ...caller, ...asked };
          made.push({ request, decision: index.decide(request) });
        }
      }
      const effects = new Set(made.map(({ decision }) => decision.effect));
      expect([...effects].toSorted()).toEqual(['allow', 'deny', 'hold']);
      expect(new Set(made.map(({ decision }) => decision.code)).size).toBeGreaterThan(9);

      const explanations = world.app.get(Explanations);
      const wrong: unknown[] = [];
      await world.db.read(hr, async (tx) => {
        for (const { request, decision } of made) {
          const again = await explanations.decideIn(tx, request);
          if (JSON.stringify(said(again)) !== JSON.stringify(said(decision)))
            wrong.push({ request, was: said(decision), is: said(again) });
        }
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    },
  );
});
