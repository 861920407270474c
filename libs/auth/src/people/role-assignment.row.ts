import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../core/role.js';

@Entity('role_assignment')
export class RoleAssignmentRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) role: Role;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
  /** `kind:id` of an actor. */
  @Column({ type: 'text', name: 'given_by' }) givenBy: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text', name: 'ended_by', nullable: true }) endedBy: string | null;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
}
