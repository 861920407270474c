import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('saml_assertion')
export class SamlAssertionRow {
  @PrimaryColumn({ type: 'uuid', name: 'identity_provider_id' }) identityProviderId: string;
  @PrimaryColumn({ type: 'text', name: 'assertion_id' }) assertionId: string;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
