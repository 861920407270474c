import { Column, Entity, PrimaryColumn } from 'typeorm';

export type SignalEffect =
  | 'held'
  | 'held-already'
  /** The source itself has said that the person is inactive: nothing is left to deny. */
  | 'inactive-already'
  | 'sessions-ended'
  | 'awaiting-confirmation'
  | 'nothing-held'
  | 'scim-expected'
  | 'subject-unknown'
  | 'stream-noted'
  | 'ignored';

/** What one event of a signal did to one person; append-only. */
@Entity('signal_effect')
export class SignalEffectRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'signal_id' }) signalId: string;
  @Column({ type: 'text', name: 'event_type' }) eventType: string;
  @Column({ type: 'timestamptz', name: 'event_at' }) eventAt: Date;
  @Column({ type: 'uuid', name: 'person_id', nullable: true }) personId: string | null;
  @Column({ type: 'text', name: 'hold_reference', nullable: true }) holdReference: string | null;
  @Column({ type: 'text' }) effect: SignalEffect;
}
