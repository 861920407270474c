import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('api_token')
export class ApiTokenRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'bytea', name: 'token_hash' }) tokenHash: Buffer;
  @Column({ type: 'text', array: true }) scopes: readonly string[];
  @Column({ type: 'integer' }) epoch: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true }) revokedAt: Date | null;
}
