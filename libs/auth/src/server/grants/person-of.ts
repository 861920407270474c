import type { TrustedIssuerRow } from '@app/agents';
import type { Tx } from '@app/database';
import { PersonRow } from '@app/directory';

/**
 * The active person whom an issuer means by a subject: whoever signed in with that subject at the same issuer, else the
 * person whom the issuer's source calls so (`externalId`). Never by e-mail address or user name.
 */
export async function personOf(
  tx: Tx,
  { issuer, sourceId }: TrustedIssuerRow,
  subject: string,
): Promise<string | null> {
  const [known, ...others] = await tx.query<{ id: string; status: string }[]>(
    `SELECT DISTINCT p.id, p.status FROM person_identity i
     JOIN identity_provider v ON v.id = i.identity_provider_id AND v.state = 'active'
     JOIN person p ON p.id = i.person_id WHERE v.issuer = $1 AND i.subject = $2`,
    [issuer, subject],
  );
  if (others.length > 0) return null; // ways in that call themselves the same, of people who are not
  const person = known ?? (sourceId === null ? null : await tx.findOneBy(PersonRow, { sourceId, externalId: subject }));
  return person?.status === 'active' ? person.id : null;
}
