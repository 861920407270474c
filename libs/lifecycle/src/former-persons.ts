import type { Tx } from '@app/database';
import type { PersonRow } from '@app/directory';

/**
 * Former persons whom the source's matching rules say to be the same human being: by the first rule that finds anybody.
 * Names and ids of the living are unique, so by these only the deleted can match; by employee number also whoever has
 * left and is kept.
 */
export async function formerPersons(tx: Tx, person: PersonRow): Promise<string[]> {
  const { id, sourceId, externalId, userNameKey, employeeNumber } = person;
  const rows = await tx.query<{ id: string }[]>(
    `WITH former (id, rule) AS (
       SELECT id, 'externalId' FROM person WHERE source_id = $1 AND external_id = $2 AND status = 'deleted'
       UNION ALL
       SELECT id, 'userName' FROM person WHERE source_id = $1 AND user_name_key = $3 AND status = 'deleted'
       UNION ALL
       SELECT id, 'employeeNumber' FROM person
       WHERE source_id = $1 AND employee_number = $4 AND NOT present AND joined_at IS NOT NULL
     ), placed AS (
       SELECT former.id, rule.place FROM source
       CROSS JOIN jsonb_array_elements_text(source.matching) WITH ORDINALITY AS rule (name, place)
       JOIN former ON former.rule = rule.name WHERE source.id = $1 AND former.id <> $5
     ) SELECT DISTINCT id FROM placed WHERE place = (SELECT min(place) FROM placed) ORDER BY id`,
    [sourceId, externalId, userNameKey, employeeNumber, id],
  );
  return rows.map((row) => row.id);
}
