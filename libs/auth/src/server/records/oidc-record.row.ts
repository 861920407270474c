import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('oidc_record')
export class OidcRecordRow {
  @PrimaryColumn({ type: 'text' }) model: string;
  @PrimaryColumn({ type: 'bytea', name: 'id_hash' }) idHash: Buffer;
  @Column({ type: 'jsonb' }) payload: object;
  @Column({ type: 'text', name: 'grant_id', nullable: true }) grantId: string | null;
  @Column({ type: 'text', name: 'account_id', nullable: true }) accountId: string | null;
  @Column({ type: 'text', name: 'client_id', nullable: true }) clientId: string | null;
  @Column({ type: 'text', nullable: true }) uid: string | null;
  @Column({ type: 'text', name: 'user_code', nullable: true }) userCode: string | null;
  @Column({ type: 'timestamptz', name: 'consumed_at', nullable: true }) consumedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true }) expiresAt: Date | null;
}
