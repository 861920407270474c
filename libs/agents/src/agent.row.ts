import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentState } from './core/standing.js';

@Entity('agent')
export class AgentRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: 'autonomous' | 'delegated';
  @Column({ type: 'text' }) purpose: string;
  @Column({ type: 'uuid', name: 'owner_id' }) ownerId: string;
  @Column({ type: 'uuid', name: 'deputy_id', nullable: true }) deputyId: string | null;
  @Column({ type: 'text' }) state: AgentState;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'next_review_at' }) nextReviewAt: Date;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
