import { Brackets, type SelectQueryBuilder } from 'typeorm';
import type { Tx } from '@app/database';
import { type MatchingRule, PersonRow, SourceRow, fold, isId } from '@app/directory';
import { type Clue, cluesOf } from './core/subject.js';
import type { SignalStreamRow } from './signal-stream.row.js';

const conditions: Readonly<Record<MatchingRule, (value: string) => [string, object]>> = {
  externalId: (value) => ['p.externalId = :value', { value }],
  userName: (value) => ['p.userNameKey = :value', { value: fold(value) }],
  employeeNumber: (value) => ['p.employeeNumber = :value', { value }],
};

/**
 * The people whom a subject identifier means, of the stream's source only, none deleted, in the order of their ids.
 * Whoever is meant by any of its parts is among them: of several candidates each is denied.
 */
export async function peopleMeant(tx: Tx, stream: SignalStreamRow, subject: unknown): Promise<string[]> {
  return found(tx, stream, cluesOf(subject, stream.subjectIssuers));
}

/** As `peopleMeant`, for what eases: nobody unless it is one person beyond doubt, and an e-mail address is a name only. */
export async function personMeant(tx: Tx, stream: SignalStreamRow, subject: unknown): Promise<string[]> {
  const clues = cluesOf(subject, stream.subjectIssuers);
  const names = clues.map((clue): Clue => (clue.by === 'email' ? { ...clue, by: 'user-name' } : clue));
  const people = await found(tx, stream, names);
  return people.length === 1 ? people : [];
}

async function found(tx: Tx, stream: SignalStreamRow, clues: readonly Clue[]): Promise<string[]> {
  if (clues.length === 0) return [];
  const { matching } = await tx.findOneByOrFail(SourceRow, { id: stream.sourceId });
  const people = new Set<string>();
  for (const clue of clues) for (const id of await byClue(tx, stream.sourceId, matching, clue)) people.add(id);
  return [...people].toSorted();
}

async function byClue(tx: Tx, sourceId: string, matching: readonly MatchingRule[], clue: Clue): Promise<string[]> {
  const { by, value } = clue;
  const where = (...among: [string, object][]) => ids(tx, sourceId, among);
  if (by === 'external-id') return where(conditions.externalId(value));
  if (by === 'user-name') return where(conditions.userName(value));
  if (by === 'email') return where(conditions.userName(value), ['p.emailKey = :email', { email: fold(value) }]);
  if (by === 'resource') {
    return isId(value)
      ? where(['p.id = :id', { id: value }], conditions.externalId(value))
      : where(conditions.externalId(value));
  }
  for (const rule of matching) {
    const matched = await where(conditions[rule](value));
    if (matched.length > 0) return matched;
  }
  return [];
}

async function ids(tx: Tx, sourceId: string, among: readonly [string, object][]): Promise<string[]> {
  const people: SelectQueryBuilder<PersonRow> = tx
    .createQueryBuilder(PersonRow, 'p')
    .select('p.id')
    .where(`p.sourceId = :sourceId AND p.status <> 'deleted'`, { sourceId })
    .andWhere(new Brackets((any) => among.forEach(([sql, values]) => any.orWhere(sql, values))));
  return (await people.getMany()).map(({ id }) => id);
}
