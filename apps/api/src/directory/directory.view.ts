import { Injectable } from '@nestjs/common';
import { Brackets, In, IsNull, Not } from 'typeorm';
import { Db } from '@app/database';
import { GroupRow, MembershipRow, PersonRow, fold } from '@app/directory';
import { type Actor, Refusal } from '@app/kernel';

export type ShownPerson = PersonRow & Readonly<{ groups: GroupRow[] }>;

/** What people see of the directory: the live rows, in the order of their names. */
@Injectable()
export class DirectoryView {
  constructor(private readonly db: Db) {}

  /** People whose user name, e-mail address or display name holds the words, whatever their case. */
  people(actor: Actor, search: string, limit: number): Promise<PersonRow[]> {
    const pattern = `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
    return this.db.read(actor, (tx) =>
      tx
        .createQueryBuilder(PersonRow, 'person')
        .where(`person.status <> 'deleted'`)
        .andWhere(
          new Brackets((either) =>
            either
              .where('person.user_name_key LIKE :pattern', { pattern })
              .orWhere('person.email_key LIKE :pattern')
              .orWhere('lower(person.display_name) LIKE :pattern'),
          ),
        )
        .orderBy('person.user_name_key')
        .limit(limit)
        .getMany(),
    );
  }

  /** @throws Refusal person.unknown */
  person(actor: Actor, id: string): Promise<ShownPerson> {
    return this.db.read(actor, async (tx) => {
      const person = await tx.findOneBy(PersonRow, { id, status: Not('deleted') });
      if (!person) throw new Refusal('person.unknown');
      const memberships = await tx.findBy(MembershipRow, { personId: id, validTo: IsNull() });
      const ids = memberships.map(({ groupId }) => groupId);
      const groups = await tx.find(GroupRow, { where: { id: In(ids) }, order: { displayNameKey: 'ASC' } });
      return Object.assign(person, { groups });
    });
  }

  groups(actor: Actor, limit: number): Promise<GroupRow[]> {
    return this.db.read(actor, (tx) =>
      tx.find(GroupRow, { where: { deletedAt: IsNull() }, order: { displayNameKey: 'ASC' }, take: limit }),
    );
  }
}
