import type { ScimGround } from './scim-ground.js';

/** How large a company is to be. */
export type Size = Readonly<{ users: number; bigGroup: number; smallGroup: number; memberships: number }>;

export const fullSize: Size = { users: 100_000, bigGroup: 50_000, smallGroup: 50, memberships: 500_000 };

export const scaled = (scale: number): Size => ({
  users: Math.max(200, Math.round(fullSize.users * scale)),
  bigGroup: Math.max(100, Math.round(fullSize.bigGroup * scale)),
  smallGroup: 50,
  memberships: Math.max(400, Math.round(fullSize.memberships * scale)),
});

/** Ids that are ours alone: a kind, and a number. */
const id = (kind: number, number: number | string): string =>
  typeof number === 'number'
    ? `0193000${kind}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
    : `('0193000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

export const userId = (number: number): string => id(1, number);
export const bigGroupId = id(2, 1);
export const smallGroupId = id(2, 2);

/**
 * People, a big and a small group whose members are the first people, and further groups of fifty until there are as
 * many memberships as were asked for; written as a provider's writes would have left them, in one recorded write.
 */
export async function populate(ground: ScimGround, { users, bigGroup, smallGroup, memberships }: Size): Promise<void> {
  const others = Math.max(0, Math.ceil((memberships - bigGroup - smallGroup) / 50));
  const { sourceId } = ground;
  await ground.write(
    [
      `INSERT INTO person (id, source_id, external_id, user_name, user_name_key, display_name, email_key, status,
         attributes, folded, version, created_at, changed_at, joined_at)
       SELECT ${id(1, 'n')}, $1, 'E' || n, 'User' || n || '@Bench.example', 'user' || n || '@bench.example', 'User ' || n,
         'user' || n || '@mail.example', 'active',
         jsonb_build_object('userName', 'User' || n || '@Bench.example', 'displayName', 'User ' || n, 'externalId', 'E' || n,
           'active', true, 'emails', jsonb_build_array(jsonb_build_object('value', 'User' || n || '@mail.example',
             'type', 'work', 'primary', true))),
         jsonb_build_object('userName', 'user' || n || '@bench.example', 'displayName', 'user ' || n, 'externalId', 'e' || n),
         1, at, at, at
       FROM (SELECT n, now() - interval '30 days' + n * interval '1 second' AS at FROM generate_series(1, $2::int) AS n) AS person`,
      [sourceId, users],
    ],
    [
      `INSERT INTO person_value (person_id, attribute, position, element, folded, value_key)
       SELECT id, 'emails', 0, attributes -> 'emails' -> 0,
         jsonb_build_object('value', email_key, 'type', 'work'), email_key
       FROM person WHERE source_id = $1`,
      [sourceId],
    ],
    [
      `INSERT INTO principal (id, kind, status, epoch, changed_seq)
       SELECT id, 'person', 'active', 0, 0 FROM person WHERE source_id = $1`,
      [sourceId],
    ],
    [
      `INSERT INTO directory_group (id, source_id, external_id, display_name, display_name_key, created_at, changed_at)
       SELECT ${id(2, 'n')}, $1, 'G' || n, 'Group ' || n, 'group ' || n, now(), now() FROM generate_series(1, $2::int) AS n`,
      [sourceId, others + 2],
    ],
    [
      `INSERT INTO group_revision (group_id, shard, changes, changed_at)
       SELECT id, 0, 1, now() FROM directory_group WHERE source_id = $1`,
      [sourceId],
    ],
    [
      `INSERT INTO membership (id, group_id, person_id, valid_from)
       SELECT ${id(3, 'n')}, ${id(2, '1')}, ${id(1, 'n')}, now() FROM generate_series(1, $1::int) AS n`,
      [bigGroup],
    ],
    [
      `INSERT INTO membership (id, group_id, person_id, valid_from)
       SELECT ${id(4, 'n')}, ${id(2, '2')}, ${id(1, 'n')}, now() FROM generate_series(1, $1::int) AS n`,
      [smallGroup],
    ],
    [
      `INSERT INTO membership (id, group_id, person_id, valid_from)
       SELECT ${id(5, 'n')}, ${id(2, '3 + (n - 1) / 50')}, ${id(1, '1 + (n * 7) % $2::int')}, now()
       FROM generate_series(1, $1::int) AS n ON CONFLICT DO NOTHING`,
      [others * 50, users],
    ],
  );
  await ground.client.query('ANALYZE');
}

/** An active person who owns this many agents that run; returns the person's id. */
export async function populateOwner(ground: ScimGround, number: number, agents: number): Promise<string> {
  const owner = id(6, number);
  await ground.write(
    [
      `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, folded, version,
         created_at, changed_at, joined_at)
       VALUES ($1, $2, $3, $3, $3, 'active', jsonb_build_object('userName', $3::text, 'active', true),
         jsonb_build_object('userName', $3::text), 1, now(), now(), now())`,
      [owner, ground.sourceId, `owner-${number}@bench.example`],
    ],
    [`INSERT INTO principal (id, kind, status, epoch, changed_seq) VALUES ($1, 'person', 'active', 0, 0)`, [owner]],
    [
      `INSERT INTO agent (id, name, kind, purpose, owner_id, state, expires_at, next_review_at, created_at)
       SELECT ${id(7, `${number} * 100000 + n`)}, 'agent ' || $1::text || ' ' || n, 'autonomous', 'benchmark', $1::uuid,
         'active', now() + interval '90 days', now() + interval '30 days', now() FROM generate_series(1, $2::int) AS n`,
      [owner, agents],
    ],
    [
      `INSERT INTO principal (id, kind, status, epoch, owner_id, changed_seq)
       SELECT id, 'agent', 'active', 0, owner_id, 0 FROM agent WHERE owner_id = $1`,
      [owner],
    ],
  );
  return owner;
}
