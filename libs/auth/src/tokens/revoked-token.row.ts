import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('revoked_token')
export class RevokedTokenRow {
  @PrimaryColumn({ type: 'text' }) id: string;
  @Column({ type: 'timestamptz', name: 'revoked_at' }) revokedAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
