import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Departure, SuccessionState } from '../core/succession.js';

@Entity('succession')
export class SuccessionRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'uuid', name: 'leaver_id' }) leaverId: string;
  @Column({ type: 'text' }) kind: Departure;
  @Column({ type: 'text' }) state: SuccessionState;
  @Column({ type: 'timestamptz', name: 'opened_at' }) openedAt: Date;
  @Column({ type: 'timestamptz', name: 'ends_at' }) endsAt: Date;
  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true }) closedAt: Date | null;
}
