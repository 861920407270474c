import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClaimMatcher } from '../core/workload.js';

@Entity('agent_binding')
export class AgentBindingRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'uuid', name: 'issuer_id' }) issuerId: string;
  /** What `sub` must be; null: the claims decide. */
  @Column({ type: 'text', nullable: true }) subject: string | null;
  @Column({ type: 'jsonb' }) claims: readonly ClaimMatcher[];
  @Column({ type: 'text', name: 'matcher_key' }) matcherKey: string;
  @Column({ type: 'text', name: 'created_by' }) createdBy: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
}
