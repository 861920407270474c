import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CertificateSubject, OwnCertificate } from '../core/certificate.js';
import type { PublicJwk } from '../core/public-key.js';

export const credentialKinds = ['private_key_jwt', 'self_signed_tls_client_auth', 'tls_client_auth'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

@Entity('agent_credential')
export class AgentCredentialRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  /** How it proves the agent (RFC 7591 `token_endpoint_auth_method`). */
  @Column({ type: 'text' }) kind: CredentialKind;
  /** RFC 7638 thumbprint of a key; of a certificate its SHA-256 (RFC 8705 §3.1); else that of what it must say. */
  @Column({ type: 'text' }) kid: string;
  /** Null for `tls_client_auth`: which key it is, its authority says. */
  @Column({ type: 'jsonb', nullable: true }) jwk: PublicJwk | null;
  /** `{x5c}` for a self-signed certificate, else what the certificate must say; null for a key. */
  @Column({ type: 'jsonb', nullable: true }) certificate: OwnCertificate | CertificateSubject | null;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  /** To within some minutes. */
  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true }) lastUsedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true }) revokedAt: Date | null;
}
