import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('sign_in_attempt')
export class SignInAttemptRow {
  @PrimaryColumn({ type: 'bytea', name: 'id_hash' }) idHash: Buffer;
  @Column({ type: 'uuid', name: 'identity_provider_id' }) identityProviderId: string;
  @Column({ type: 'text' }) sealed: string;
  @Column({ type: 'text', name: 'return_to' }) returnTo: string;
  @Column({ type: 'boolean', name: 'step_up' }) stepUp: boolean;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
