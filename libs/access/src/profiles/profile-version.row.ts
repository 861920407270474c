import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the profile was at a version is what its grants say of that time. */
@Entity('profile_version')
export class ProfileVersionRow {
  @PrimaryColumn({ type: 'uuid', name: 'profile_id' }) profileId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'text' }) by: string;
  @Column({ type: 'text' }) reason: string;
}
