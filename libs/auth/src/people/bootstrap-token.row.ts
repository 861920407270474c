import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('bootstrap_token')
export class BootstrapTokenRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'bytea', name: 'token_hash' }) tokenHash: Buffer;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'used_at', nullable: true }) usedAt: Date | null;
  @Column({ type: 'uuid', name: 'person_id', nullable: true }) personId: string | null;
}
