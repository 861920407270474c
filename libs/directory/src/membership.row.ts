import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('membership')
export class MembershipRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'uuid', name: 'group_id' }) groupId: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
}
