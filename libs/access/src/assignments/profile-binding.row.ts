import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BoundAttribute } from '../core/said-values.js';

@Entity('profile_binding')
export class ProfileBindingRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'profile_id' }) profileId: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text' }) attribute: BoundAttribute;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'text', name: 'value_key' }) valueKey: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
}
