import type { JSONWebKeySet } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OnSessionRevoked } from './core/consequence.js';

@Entity('signal_stream')
export class SignalStreamRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text' }) issuer: string;
  @Column({ type: 'text' }) audience: string;
  @Column({ type: 'jsonb', name: 'subject_issuers' }) subjectIssuers: readonly string[];
  @Column({ type: 'text', name: 'jwks_url', nullable: true }) jwksUrl: string | null;
  @Column({ type: 'jsonb', nullable: true }) jwks: JSONWebKeySet | null;
  @Column({ type: 'text' }) delivery: 'push' | 'poll';
  @Column({ type: 'bytea', name: 'token_hash', nullable: true }) tokenHash: Buffer | null;
  @Column({ type: 'text', name: 'poll_url', nullable: true }) pollUrl: string | null;
  @Column({ type: 'text', name: 'sealed_authorization', nullable: true }) sealedAuthorization: string | null;
  @Column({ type: 'text', name: 'on_session_revoked' }) onSessionRevoked: OnSessionRevoked;
  @Column({ type: 'text' }) state: 'active' | 'paused' | 'removed';
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
