import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('source_token')
export class SourceTokenRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'bytea', name: 'token_hash' }) tokenHash: Buffer;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true }) revokedAt: Date | null;
}
