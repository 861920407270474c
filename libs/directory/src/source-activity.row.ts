import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('source_activity')
export class SourceActivityRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'uuid', name: 'token_id' }) tokenId: string;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'integer', name: 'duration_ms' }) durationMs: number;
  @Column({ type: 'text' }) method: string;
  @Column({ type: 'text' }) route: string;
  @Column({ type: 'integer' }) status: number;
  @Column({ type: 'text', nullable: true }) code: string | null;
  @Column({ type: 'text', nullable: true }) client: string | null;
}
