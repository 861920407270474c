import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicJwk } from './core/public-key.js';

@Entity('agent_credential')
export class AgentCredentialRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'text' }) kind: 'private_key_jwt';
  @Column({ type: 'text' }) kid: string;
  @Column({ type: 'jsonb' }) jwk: PublicJwk;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true }) revokedAt: Date | null;
}
