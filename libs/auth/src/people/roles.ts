import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { type Actor, Clock, newId } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { People } from '@app/directory';
import type { Role } from '../core/role.js';
import { RoleAssignmentRow } from './role-assignment.row.js';

@Injectable()
export class Roles {
  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  /** Gives a role to a person who may have it already. @throws Refusal person.unknown */
  give(actor: Actor, personId: string, role: Role): Promise<void> {
    return this.db.write(actor, async (tx) => {
      await this.people.locked(tx, personId); // two givers take turns
      const now = this.clock.now();
      if ((await this.of(tx, personId, now)).includes(role)) return tx.unchanged(undefined);
      await tx.insert(RoleAssignmentRow, { id: newId(), personId, role, validFrom: now, validTo: null });
      tx.record({ action: 'role.given', subject: personId, detail: { role } });
    });
  }

  /** The roles that a person holds at a time. */
  async of(tx: Tx, personId: string, at: Date): Promise<Role[]> {
    const begun = { personId, validFrom: LessThanOrEqual(at) };
    const held = await tx.findBy(RoleAssignmentRow, [
      { ...begun, validTo: IsNull() },
      { ...begun, validTo: MoreThan(at) },
    ]);
    return [...new Set(held.map(({ role }) => role))];
  }
}
