import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ItemState } from './core/campaign.js';
import type { IndependenceFacts } from './core/independence.js';
import type { Snapshot } from './core/population.js';
import type { Evidence } from './evidence.js';

@Entity('review_item')
export class ReviewItemRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'campaign_id' }) campaignId: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  /** Null when the grant selects several tools; the snapshot names them. */
  @Column({ type: 'uuid', name: 'tool_id', nullable: true }) toolId: string | null;
  @Column({ type: 'uuid', name: 'grant_id' }) grantId: string;
  @Column({ type: 'jsonb' }) snapshot: Snapshot;
  @Column({ type: 'uuid', name: 'reviewer_id' }) reviewerId: string;
  @Column({ type: 'text', name: 'assignment_reason' }) assignmentReason: 'manager' | 'fallback';
  @Column({ type: 'jsonb' }) independence: IndependenceFacts;
  @Column({ type: 'text' }) state: ItemState;
  @Column({ type: 'text', nullable: true }) decision: 'approve' | 'revoke' | null;
  @Column({ type: 'text', name: 'decided_by', nullable: true }) decidedBy: string | null;
  @Column({ type: 'timestamptz', name: 'decided_at', nullable: true }) decidedAt: Date | null;
  @Column({ type: 'text', nullable: true }) comment: string | null;
  @Column({ type: 'jsonb', nullable: true }) evidence: Evidence | null;
  @Column({ type: 'integer' }) version: number;
}
