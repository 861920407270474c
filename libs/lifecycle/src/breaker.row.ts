import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('lifecycle_breaker')
export class BreakerRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'timestamptz', name: 'opened_at' }) openedAt: Date;
  @Column({ type: 'integer' }) leavers: number;
  /** How many may leave in one hour. */
  @Column({ type: 'integer' }) most: number;
  @Column({ type: 'timestamptz', name: 'released_at', nullable: true }) releasedAt: Date | null;
  @Column({ type: 'text', name: 'released_by', nullable: true }) releasedBy: string | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
}
