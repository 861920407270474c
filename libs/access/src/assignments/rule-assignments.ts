import { newId } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { givesTo } from '../core/rule.js';
import type { Condition } from '../core/condition/types.js';

export type Ruled = Readonly<{ ruleId: string; profileId: string; condition: Condition; held: string | null }>;

/**
 * In one statement, because every change of a person pays for it: the rules in force with the assignment that the person
 * holds by each, and whether some grant in force asks for one of the attributes.
 */
export async function rulesFor(
  tx: Tx,
  personId: string,
  changed: readonly string[],
): Promise<{ rules: Ruled[]; isAskedFor: boolean }> {
  const asks = (table: string) => `SELECT FROM ${table} WHERE ended_because IS NULL AND asks_for ?| $2::text[]`;
  const [found] = await tx.query<{ rules: Ruled[] | null; isAskedFor: boolean }[]>(
    `SELECT (SELECT json_agg(json_build_object('ruleId', r.id, 'profileId', r.profile_id, 'condition', r.condition,
         'held', a.id) ORDER BY r.id)
       FROM assignment_rule r
         LEFT JOIN assignment a ON a.rule_id = r.id AND a.person_id = $1 AND a.ended_because IS NULL
       WHERE r.ended_because IS NULL OR a.id IS NOT NULL) AS rules,
       EXISTS (${asks('profile_grant')}) OR EXISTS (${asks('agent_grant')}) AS "isAskedFor"`,
    [personId, changed.length === 0 ? [] : [...changed, '*']],
  );
  return { rules: found?.rules ?? [], isAskedFor: found?.isAskedFor ?? false };
}

/** Gives the people the rule's profile, unless they hold it by the rule already. @returns whom it was given to now */
export async function assignByRule(
  tx: Tx,
  { ruleId, profileId }: Pick<Ruled, 'ruleId' | 'profileId'>,
  people: readonly string[],
  at: Date,
): Promise<{ id: string; personId: string }[]> {
  return tx.query<{ id: string; personId: string }[]>(
    `INSERT INTO assignment (id, profile_id, person_id, rule_id, valid_from, assigned_by)
     SELECT fresh.id, $3, fresh.person_id, $4::uuid, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS fresh (id, person_id)
     ON CONFLICT (rule_id, person_id) WHERE ended_because IS NULL AND rule_id IS NOT NULL DO NOTHING
     RETURNING id, person_id AS "personId"`,
    [people.map(() => newId()), people, profileId, ruleId, at, `rule:${ruleId}`],
  );
}

/** Ends what the rule gave, to all or to some; a page at most. @returns from whom it was taken */
export async function endByRule(tx: Tx, ruleId: string, because: string, at: Date, most = 5_000): Promise<string[]> {
  const [ended] = await tx.query<[{ personId: string }[], number]>(
    `UPDATE assignment SET valid_to = greatest(valid_from, $2), ended_because = $3
     WHERE id IN (SELECT id FROM assignment WHERE rule_id = $1 AND ended_because IS NULL ORDER BY id LIMIT $4 FOR UPDATE)
     RETURNING person_id AS "personId"`,
    [ruleId, at, because, most],
  );
  return ended.map(({ personId }) => personId);
}

export async function endRuled(tx: Tx, ids: readonly string[], because: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE assignment SET valid_to = greatest(valid_from, $2), ended_because = $3
     WHERE id = ANY ($1::uuid[]) AND ended_because IS NULL`,
    [ids, at, because],
  );
}

/** The next people by id, of whom the directory says something. */
export const peopleAfter = (tx: Tx, after: string, most: number): Promise<PersonRow[]> =>
  tx
    .createQueryBuilder(PersonRow, 'person')
    .where(`person.id > :after AND person.status <> 'deleted'`, { after })
    .orderBy('person.id')
    .limit(most)
    .getMany();

/** Held, so that they can be referred to, and looked at as they are now. @returns the ids of those whom the rule means */
export async function heldWhomItMeans(tx: WriteTx, condition: Condition, ids: readonly string[]): Promise<string[]> {
  const people = await tx
    .createQueryBuilder(PersonRow, 'person')
    .where('person.id = ANY (:ids)', { ids })
    .orderBy('person.id')
    .setLock('pessimistic_read')
    .getMany();
  return people.filter((person) => givesTo(condition, person)).map(({ id }) => id);
}
