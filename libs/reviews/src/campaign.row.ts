import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CampaignState } from './core/campaign.js';

@Entity('campaign')
export class CampaignRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: 'periodic' | 'micro' | 'incident' | 'amendment';
  @Column({ type: 'text' }) state: CampaignState;
  @Column({ type: 'jsonb', name: 'agent_ids' }) agentIds: readonly string[];
  @Column({ type: 'uuid', name: 'fallback_reviewer_id' }) fallbackReviewerId: string;
  @Column({ type: 'timestamptz', name: 'ends_at' }) endsAt: Date;
  @Column({ type: 'text', name: 'population_hash', nullable: true }) populationHash: string | null;
  @Column({ type: 'text', name: 'created_by' }) createdBy: string;
  @Column({ type: 'uuid', name: 'signed_off_by', nullable: true }) signedOffBy: string | null;
  @Column({ type: 'integer' }) version: number;
}
