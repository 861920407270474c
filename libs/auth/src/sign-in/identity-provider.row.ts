import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OidcSettings, SamlSettings } from '../core/sign-in/provider-settings.js';

@Entity('identity_provider')
export class IdentityProviderRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) kind: 'saml' | 'oidc';
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text', nullable: true }) issuer: string | null;
  /** As its kind has them. */
  @Column({ type: 'jsonb', nullable: true }) settings: SamlSettings | OidcSettings | null;
  @Column({ type: 'text', name: 'sealed_secret', nullable: true }) sealedSecret: string | null;
  @Column({ type: 'text' }) state: 'active' | 'disabled' | 'removed';
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'changed_at' }) changedAt: Date;
}
