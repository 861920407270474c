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
  @Column({ type: 'text' }) status: PersonStatus;
  @Column({ type: 'jsonb' }) attributes: Attributes;
  @Column({ type: 'bigint', transformer: { from: Number, to: (version: number) => version } }) version: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'changed_at' }) changedAt: Date;
}
