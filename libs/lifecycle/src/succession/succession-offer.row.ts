import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CandidateRole, OfferState } from '../core/succession.js';

@Entity('succession_offer')
export class SuccessionOfferRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'succession_id' }) successionId: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) role: CandidateRole;
  @Column({ type: 'text' }) state: OfferState;
  @Column({ type: 'timestamptz', name: 'offered_at' }) offeredAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'reminded_at', nullable: true }) remindedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'answered_at', nullable: true }) answeredAt: Date | null;
}
