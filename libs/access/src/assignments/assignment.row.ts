import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('assignment')
export class AssignmentRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'profile_id' }) profileId: string;
  @Column({ type: 'uuid', name: 'person_id', nullable: true }) personId: string | null;
  @Column({ type: 'uuid', name: 'group_id', nullable: true }) groupId: string | null;
  @Column({ type: 'uuid', name: 'binding_id', nullable: true }) bindingId: string | null;
  @Column({ type: 'uuid', name: 'rule_id', nullable: true }) ruleId: string | null;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
  @Column({ type: 'boolean' }) planned: boolean;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
  @Column({ type: 'text', name: 'assigned_by' }) assignedBy: string;
  @Column({ type: 'text' }) reason: string;
}
