import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Condition } from './core/condition.js';
import type { Effect } from './core/facts.js';

@Entity('profile_grant')
export class ProfileGrantRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'profile_id' }) profileId: string;
  @Column({ type: 'uuid', name: 'tool_id' }) toolId: string;
  @Column({ type: 'text' }) effect: Effect;
  @Column({ type: 'jsonb', nullable: true }) condition: Condition | null;
  @Column({ type: 'text', name: 'definition_hash' }) definitionHash: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
}
