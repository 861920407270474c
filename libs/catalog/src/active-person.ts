import { Refusal } from '@app/kernel';
import type { Tx } from '@app/database';

/** Held until the commit, so that whoever is to answer does not leave meanwhile. @throws Refusal `person.unknown` */
export async function refuseUnknownPerson(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return;
  const [found] = await tx.query<unknown[]>(`SELECT 1 FROM person WHERE id = $1 AND status = 'active' FOR SHARE`, [id]);
  if (!found) throw new Refusal('person.unknown');
}
