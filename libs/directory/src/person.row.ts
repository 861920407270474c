import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Attributes, PersonStatus } from './core/person.js';

@Entity('person')
export class PersonRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text', name: 'external_id', nullable: true }) externalId: string | null;
  @Column({ type: 'text', name: 'user_name' }) userName: string;
  @Column({ type: 'text', name: 'user_name_key' }) userNameKey: string;
  @Column({ type: 'text', name: 'display_name' }) displayName: string;
  @Column({ type: 'text', name: 'email_key', nullable: true }) emailKey: string | null;
  @Column({ type: 'uuid', name: 'manager_id', nullable: true }) managerId: string | null;
  /** What everybody decides by: active is present and not held. */
  @Column({ type: 'text' }) status: PersonStatus;
  @Column({ type: 'text', name: 'source_status' }) sourceStatus: 'active' | 'inactive';
  @Column({ type: 'timestamptz', name: 'starts_at', nullable: true }) startsAt: Date | null;
  @Column({ type: 'timestamptz', name: 'ends_at', nullable: true }) endsAt: Date | null;
  @Column({ type: 'boolean', name: 'on_leave' }) onLeave: boolean;
  @Column({ type: 'text', name: 'employee_number', nullable: true }) employeeNumber: string | null;
  /** Whether the source's word and its dates let the person act, when last looked at. */
  @Column({ type: 'boolean' }) present: boolean;
  /** Whether a hold of our own is open. */
  @Column({ type: 'boolean' }) held: boolean;
  /** When the person was first present. */
  @Column({ type: 'timestamptz', name: 'joined_at', nullable: true }) joinedAt: Date | null;
  /** As `version`, and raised by holds and dates, too. */
  @Column({ type: 'bigint', transformer: { from: Number, to: (revision: number) => revision } }) revision: number;
  @Column({ type: 'jsonb' }) attributes: Attributes;
  /** Derived from the attributes for filters, which read it in the database only. */
  @Column({ type: 'jsonb', select: false }) folded?: Readonly<Record<string, string>>;
  @Column({ type: 'bigint', transformer: { from: Number, to: (version: number) => version } }) version: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'changed_at' }) changedAt: Date;
}
