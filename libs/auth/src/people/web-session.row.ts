import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignInMethod } from '../core/session.js';

@Entity('web_session')
export class WebSessionRow {
  @PrimaryColumn({ type: 'bytea', name: 'id_hash' }) idHash: Buffer;
  @Column({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'used_at' }) usedAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'text' }) method: SignInMethod;
  @Column({ type: 'timestamptz', name: 'authenticated_at' }) authenticatedAt: Date;
  @Column({ type: 'text', nullable: true }) acr: string | null;
  @Column({ type: 'text', array: true }) amr: readonly string[];
  @Column({ type: 'uuid', name: 'identity_provider_id', nullable: true }) identityProviderId: string | null;
  @Column({ type: 'text', name: 'session_index', nullable: true }) sessionIndex: string | null;
}
