import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BindTo } from '../core/sign-in/provider-settings.js';

@Entity('person_identity')
export class PersonIdentityRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'identity_provider_id' }) identityProviderId: string;
  @Column({ type: 'text' }) subject: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text', name: 'bound_by' }) boundBy: BindTo;
  @Column({ type: 'timestamptz', name: 'bound_at' }) boundAt: Date;
}
