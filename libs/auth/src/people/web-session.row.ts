import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('web_session')
export class WebSessionRow {
  @PrimaryColumn({ type: 'bytea', name: 'id_hash' }) idHash: Buffer;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'used_at' }) usedAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
