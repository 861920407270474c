import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('access_profile')
export class ProfileRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) description: string;
  /** Raised by each change of what it grants. */
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
