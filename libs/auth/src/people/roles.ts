import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, IsNull, LessThanOrEqual, MoreThan, QueryFailedError } from 'typeorm';
import { type Actor, Clock, Refusal, type RefusalCode, nameOf, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { People } from '@app/directory';
import type { Role } from '../core/role.js';
import { RoleAssignmentRow } from './role-assignment.row.js';

/** How long a role is to last and why it is given; without a time it lasts until somebody ends it. */
export type RoleTerms = Readonly<{ validFrom?: Date; validTo?: Date | null; reason?: string }>;

type Given = Readonly<{ row: RoleAssignmentRow; isNew: boolean }>;

/** What people may do in Surety itself, as assignments with a beginning, an end and somebody who answers for them. */
@Injectable()
export class Roles {
  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives a role. Who has it already for as long is left alone.
   * @throws Refusal person.unknown, role.self, role.term-invalid
   */
  give(actor: Actor, personId: string, role: Role, terms: RoleTerms = {}): Promise<RoleAssignmentRow> {
    return this.db.write(actor, async (tx) => {
      const { row, isNew } = await this.giveIn(tx, personId, role, terms);
      return isNew ? row : tx.unchanged(row);
    });
  }

  /** As `give`, within a write of somebody else's. */
  async giveIn(tx: WriteTx, personId: string, role: Role, terms: RoleTerms = {}): Promise<Given> {
    await this.people.locked(tx, personId); // two givers take turns,
    const now = this.clock.now(); // and the later one must not be of a time before the earlier one's gift
    const { validTo = null, reason = '' } = terms;
    const validFrom = terms.validFrom && terms.validFrom > now ? terms.validFrom : now; // nobody had it before they were given it
    if (validTo && (validTo <= validFrom || validTo <= now)) throw new Refusal('role.term-invalid');
    const held = await tx.findBy(RoleAssignmentRow, within({ personId, role }, validFrom));
    const same = held.find((one) => one.validTo?.getTime() === validTo?.getTime());
    if (same) return { row: same, isNew: false };
    const own = { validFrom, validTo, givenBy: nameOf(tx.actor), reason, endedBy: null, endedBecause: null };
    const row = tx.create(RoleAssignmentRow, { id: newId(), personId, role, ...own });
    await unlessForbidden(tx.insert(RoleAssignmentRow, row));
    const term = { from: validFrom.toISOString(), to: validTo?.toISOString() ?? null };
    tx.record({ action: 'role.given', subject: personId, detail: { assignment: row.id, role, ...term, reason } });
    return { row, isNew: true };
  }

  /**
   * Ends a role, also one that has not begun; the next request of the person is decided without it.
   * @throws Refusal role.unknown, role.last-admin
   */
  end(actor: Actor, personId: string, id: string, because: string): Promise<void> {
    const now = this.clock.now();
    return this.db.write(actor, async (tx) => {
      const [row] = await tx.find(RoleAssignmentRow, {
        where: unended({ id, personId }, now),
        lock: { mode: 'pessimistic_write' },
      });
      if (!row) throw new Refusal('role.unknown');
      const validTo = row.validFrom > now ? row.validFrom : now;
      await unlessForbidden(
        tx.update(RoleAssignmentRow, { id }, { validTo, endedBy: nameOf(actor), endedBecause: because }),
      );
      tx.record({ action: 'role.ended', subject: personId, detail: { assignment: id, role: row.role, because } });
    });
  }

  /** Assignments of everybody or of one person, newest first, with those that are over. */
  list(actor: Actor, personId?: string): Promise<RoleAssignmentRow[]> {
    const where = personId === undefined ? {} : { personId };
    return this.db.read(actor, (tx) => tx.find(RoleAssignmentRow, { where, order: { id: 'DESC' }, take: 1000 }));
  }

  /** Whether a person is an administrator, or will be by what was given already. */
  isAdmin(tx: Tx, personId: string): Promise<boolean> {
    return tx.existsBy(RoleAssignmentRow, unended({ personId, role: 'admin' }, this.clock.now()));
  }

  /** The roles that a person holds at a time. */
  async of(tx: Tx, personId: string, at: Date): Promise<Role[]> {
    const held = await tx.findBy(RoleAssignmentRow, within({ personId }, at));
    return [...new Set(held.map(({ role }) => role))];
  }
}

type Where = FindOptionsWhere<RoleAssignmentRow>;
const unended = (what: Where, at: Date): Where[] => [
  { ...what, validTo: IsNull() },
  { ...what, validTo: MoreThan(at) },
];
const within = (what: Where, at: Date): Where[] => unended({ ...what, validFrom: LessThanOrEqual(at) }, at);

const forbidden: Readonly<Record<string, RefusalCode>> = {
  role_assignment_not_to_oneself: 'role.self',
  last_admin: 'role.last-admin',
};

/** Constraints of the schema decide; this only says in our words what they refused. */
async function unlessForbidden(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const { constraint } = error instanceof QueryFailedError ? (error.driverError as { constraint?: unknown }) : {};
    const code = forbidden[String(constraint)];
    throw code ? new Refusal(code, undefined, { cause: error }) : error;
  }
}
