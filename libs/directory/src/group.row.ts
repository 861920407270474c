import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('directory_group')
export class GroupRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text', name: 'external_id', nullable: true }) externalId: string | null;
  @Column({ type: 'text', name: 'display_name' }) displayName: string;
  @Column({ type: 'text', name: 'display_name_key' }) displayNameKey: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'changed_at' }) changedAt: Date;
  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true }) deletedAt: Date | null;
}
