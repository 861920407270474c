import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GrantColumns } from '../grants/grant-columns.js';

@Entity('profile_grant')
export class ProfileGrantRow extends GrantColumns {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'profile_id' }) profileId: string;
}
