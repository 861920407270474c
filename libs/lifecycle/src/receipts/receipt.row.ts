import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DifferenceBody } from './difference-receipts.js';
import type { LeaverBody } from '../core/receipt.js';

@Entity('receipt')
export class ReceiptRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) kind: 'difference' | 'leaver';
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'uuid', name: 'event_id' }) eventId: string;
  @Column({ type: 'jsonb' }) body: LeaverBody | DifferenceBody;
  @Column({ type: 'text' }) state: 'open' | 'complete';
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true }) completedAt: Date | null;
}
