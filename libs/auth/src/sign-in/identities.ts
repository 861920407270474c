import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, Not } from 'typeorm';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx, insertUnlessTaken } from '@app/database';
import { PersonRow, isId } from '@app/directory';
import type { BindTo } from '../core/sign-in/provider-settings.js';
import { type Vouched, oneValue } from '../core/sign-in/vouched.js';
import { WebSessionRow } from '../people/web-session.row.js';
import { IdentityProviderRow } from './identity-provider.row.js';
import { PersonIdentityRow } from './person-identity.row.js';

const columns = { external_id: 'externalId', scim_id: 'id', employee_number: 'employeeNumber' } as const;

/** Which account of an identity provider is which person: settled at the first sign-in, by ids and never by an address. */
@Injectable()
export class Identities {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * The person whom the provider vouches for, who may act.
   * @throws Refusal `sign-in.response-invalid`, `sign-in.person-unknown`, `.person-inactive`, `.identity-taken`
   */
  async personOf(tx: WriteTx, provider: IdentityProviderRow, vouched: Vouched): Promise<PersonRow> {
    const rule = provider.settings;
    const subject = rule && oneValue(vouched, rule.subjectFrom);
    if (!subject) throw new Refusal('sign-in.response-invalid', 'no lasting name of the account');
    const known = await this.bound(tx, provider, subject);
    if (known) return active(known);
    const value = oneValue(vouched, rule.bindFrom);
    const person = active(await this.match(tx, provider.sourceId, rule.bindTo, value));
    await this.bind(tx, provider, { subject, person, boundBy: rule.bindTo });
    return person;
  }

  /** Which accounts of the provider are which people. */
  list(actor: Actor, id: string): Promise<(PersonIdentityRow & { displayName: string })[]> {
    return this.db.read(actor, async (tx) => {
      const order = { boundAt: 'DESC', id: 'DESC' } as const;
      const rows = await tx.find(PersonIdentityRow, { where: { identityProviderId: id }, order, take: 500 });
      const people = await tx.findBy(
        PersonRow,
        rows.map(({ personId }) => ({ id: personId })),
      );
      const names = new Map(people.map((person) => [person.id, person.displayName]));
      return rows.map((row) => Object.assign(row, { displayName: names.get(row.personId) ?? '' }));
    });
  }

  /** The next sign-in of that account is a first one. @throws Refusal identity.unknown */
  unbind(actor: Actor, id: string, identityId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      await tx.findOne(IdentityProviderRow, { where: { id }, lock: { mode: 'pessimistic_write' } }); // nobody signs in meanwhile
      const identity = await tx.findOneBy(PersonIdentityRow, { id: identityId, identityProviderId: id });
      if (!identity) throw new Refusal('identity.unknown');
      const { personId } = identity;
      await tx.delete(PersonIdentityRow, { id: identityId });
      await tx.delete(WebSessionRow, { identityProviderId: id, personId });
      const detail = { identity: identityId, identityProvider: id };
      tx.record({ action: 'identity.unbound', subject: personId, detail, personal: { subject: identity.subject } });
    });
  }

  /** A deleted person never returns: whoever is found under the same ids now is bound as at a first sign-in. */
  private async bound(tx: WriteTx, { id, sourceId }: IdentityProviderRow, subject: string): Promise<PersonRow | null> {
    const identity = await tx.findOneBy(PersonIdentityRow, { identityProviderId: id, subject });
    if (!identity) return null;
    const person = await tx.findOneBy(PersonRow, { id: identity.personId, status: Not('deleted') });
    if (person) {
      if (person.sourceId !== sourceId) throw new Refusal('sign-in.person-unknown');
      return person;
    }
    await tx.delete(PersonIdentityRow, { id: identity.id });
    return null;
  }

  private async match(tx: Tx, sourceId: string, to: BindTo, value: string | null): Promise<PersonRow> {
    if (value === null || (to === 'scim_id' && !isId(value))) throw new Refusal('sign-in.person-unknown');
    const where: FindOptionsWhere<PersonRow> = { sourceId, [columns[to]]: value, status: Not('deleted') };
    const [person, second] = await tx.find(PersonRow, { where, take: 2 });
    if (!person || second || person[columns[to]] !== value) throw new Refusal('sign-in.person-unknown');
    return person;
  }

  private async bind(
    tx: WriteTx,
    { id: identityProviderId }: IdentityProviderRow,
    { subject, person, boundBy }: { subject: string; person: PersonRow; boundBy: BindTo },
  ): Promise<void> {
    const row = { id: newId(), identityProviderId, subject, personId: person.id, boundBy, boundAt: this.clock.now() };
    if (await insertUnlessTaken(tx, PersonIdentityRow, row)) {
      const detail = { identity: row.id, identityProvider: identityProviderId, boundBy };
      return tx.record({ action: 'identity.bound', subject: person.id, detail, personal: { subject } });
    }
    const same = await tx.findOneBy(PersonIdentityRow, { identityProviderId, subject });
    if (same?.personId !== person.id) throw new Refusal('sign-in.identity-taken');
  }
}

function active(person: PersonRow): PersonRow {
  if (person.status !== 'active') throw new Refusal('sign-in.person-inactive');
  return person;
}
