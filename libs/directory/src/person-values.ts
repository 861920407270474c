import { canonicalJson } from '@app/kernel';
import type { WriteTx } from '@app/database';
import { type PersonValue, valuesOf } from './core/person-values.js';
import type { PersonRow } from './person.row.js';

/**
 * Keeps the elements of a person's multi-valued attributes where filters find them. Costs nothing when none of those
 * attributes differs from `before`.
 */
export async function writeValues(tx: WriteTx, person: PersonRow, before?: PersonRow): Promise<void> {
  const [was, is] = [byAttribute(before), byAttribute(person)];
  const differs = (attribute: string): boolean => textOf(was.get(attribute)) !== textOf(is.get(attribute));
  const gone = [...was.keys()].filter(differs);
  if (gone.length > 0) {
    const which = 'person_id = $1 AND attribute = ANY ($2::text[])';
    await tx.query(`DELETE FROM person_value WHERE ${which}`, [person.id, gone]);
  }
  const fresh = [...is].flatMap(([attribute, values]) => (differs(attribute) ? values : []));
  if (fresh.length === 0) return;
  await tx.query(
    `INSERT INTO person_value (person_id, attribute, position, element, folded, value_key)
     SELECT $1, attribute, position, element, folded, "valueKey"
     FROM jsonb_to_recordset($2::jsonb) AS fresh (attribute text, position smallint, element jsonb, folded jsonb,
       "valueKey" text)`,
    [person.id, JSON.stringify(fresh)],
  );
}

/** For a person who was deleted: no filter finds them any more. */
export const removeValues = (tx: WriteTx, personId: string): Promise<unknown> =>
  tx.query('DELETE FROM person_value WHERE person_id = $1', [personId]);

function byAttribute(person: PersonRow | undefined): ReadonlyMap<string, readonly PersonValue[]> {
  const result = new Map<string, PersonValue[]>();
  for (const value of person ? valuesOf(person.attributes) : []) {
    result.set(value.attribute, [...(result.get(value.attribute) ?? []), value]);
  }
  return result;
}

/** The order of sub-attributes is no difference: jsonb gives them back in its own. */
const textOf = (values: readonly PersonValue[] | undefined): string =>
  canonicalJson(values?.map(({ element }) => element) ?? []);
