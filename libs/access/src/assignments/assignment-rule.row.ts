import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Condition } from '../core/condition/types.js';

@Entity('assignment_rule')
export class AssignmentRuleRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'profile_id' }) profileId: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'jsonb' }) condition: Condition;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text', name: 'made_by' }) madeBy: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
  /** Whether everybody was looked at since it began, and again since it ended. */
  @Column({ type: 'boolean' }) settled: boolean;
}
