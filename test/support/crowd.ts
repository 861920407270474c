import type { WriteTx } from '@app/database';
import type { Provider } from './scim-house.js';

/** Name of the crowd's i-th person, counted from 1, and all that follows from it. */
export const member = (i: number) => ({
  userName: `Crowd-${i}@x.com`,
  externalId: `crowd-${i}`,
  email: `Crowd-${i}@mail.x.com`,
});

/** Many people of a source with two e-mail addresses each, in four statements: no lifecycle, no ledger. */
export async function furnishCrowd(tx: WriteTx, { source }: Provider, size: number): Promise<void> {
  await tx.query(
    `INSERT INTO person (id, source_id, external_id, user_name, user_name_key, display_name, email_key, status, version,
       attributes, folded, created_at, changed_at)
     SELECT gen_random_uuid(), $1, 'crowd-' || i, 'Crowd-' || i || '@x.com', 'crowd-' || i || '@x.com', 'Crowd ' || i,
       'crowd-' || i || '@mail.x.com', 'active', 1,
       jsonb_build_object('userName', 'Crowd-' || i || '@x.com', 'externalId', 'crowd-' || i, 'active', true,
         'title', 'Title ' || i % 100, 'emails', jsonb_build_array(
           jsonb_build_object('value', 'Crowd-' || i || '@mail.x.com', 'type', 'work', 'primary', true),
           jsonb_build_object('value', 'Home-' || i || '@mail.x.com', 'type', 'home'))),
       jsonb_build_object('userName', 'crowd-' || i || '@x.com', 'title', 'title ' || i % 100),
       now() - $2 * interval '1 second' + i * interval '1 second', now()
     FROM generate_series(1, $2::integer) AS i`,
    [source.id, size],
  );
  await tx.query(
    `INSERT INTO person_value (person_id, attribute, position, element, folded, value_key)
     SELECT p.id, 'emails', e.position - 1, e.element,
       jsonb_build_object('value', lower(e.element ->> 'value'), 'type', e.element ->> 'type'), lower(e.element ->> 'value')
     FROM person p, jsonb_array_elements(p.attributes -> 'emails') WITH ORDINALITY AS e (element, position)
     WHERE p.source_id = $1`,
    [source.id],
  );
}

/** Makes the first people of the crowd members of a group. */
export const furnishGroup = (tx: WriteTx, { source }: Provider, groupId: string, size: number): Promise<unknown> =>
  tx.query(
    `INSERT INTO membership (id, group_id, person_id, valid_from)
     SELECT gen_random_uuid(), $2, id, now() FROM person WHERE source_id = $1
       AND external_id = ANY (SELECT 'crowd-' || i FROM generate_series(1, $3::integer) AS i)`,
    [source.id, groupId, size],
  );
