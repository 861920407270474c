import { Column, Entity, PrimaryColumn } from 'typeorm';

export type HoldCause = 'signal' | 'relink';

@Entity('person_hold')
export class PersonHoldRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) cause: HoldCause;
  @Column({ type: 'text' }) reference: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'timestamptz' }) since: Date;
  @Column({ type: 'timestamptz', name: 'awaiting_confirmation_since', nullable: true })
  awaitingConfirmationSince: Date | null;
  @Column({ type: 'timestamptz', name: 'cleared_at', nullable: true }) clearedAt: Date | null;
  @Column({ type: 'text', name: 'cleared_because', nullable: true }) clearedBecause: string | null;
}
