import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { IssuerKind } from '../core/workload.js';
import type { PinnedKeys } from '../core/pinned-keys.js';

@Entity('trusted_issuer')
export class TrustedIssuerRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: IssuerKind;
  /** `iss` of its tokens; for spiffe the trust domain, `spiffe://<name>`. */
  @Column({ type: 'text' }) issuer: string;
  @Column({ type: 'text', name: 'jwks_uri', nullable: true }) jwksUri: string | null;
  @Column({ type: 'jsonb', name: 'pinned_jwks', nullable: true }) pinnedJwks: PinnedKeys | null;
  @Column({ type: 'text', array: true }) algorithms: string[];
  @Column({ type: 'int', name: 'max_age_seconds' }) maxAgeSeconds: number;
  @Column({ type: 'uuid', name: 'source_id', nullable: true }) sourceId: string | null;
  @Column({ type: 'text' }) status: 'active' | 'withdrawn';
  @Column({ type: 'text', name: 'created_by' }) createdBy: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
}
