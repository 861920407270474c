import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentKind, Environment } from '../core/blueprint.js';
import type { AgentState } from '../core/transitions.js';

@Entity('agent')
export class AgentRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: AgentKind;
  @Column({ type: 'text' }) purpose: string;
  @Column({ type: 'uuid', name: 'owner_id' }) ownerId: string;
  @Column({ type: 'uuid', name: 'deputy_id', nullable: true }) deputyId: string | null;
  /** The agent that it is a part of, and never gets beyond. */
  @Column({ type: 'uuid', name: 'parent_id', nullable: true }) parentId: string | null;
  /** Who runs it; carries no accountability. */
  @Column({ type: 'uuid', name: 'technical_owner_id', nullable: true }) technicalOwnerId: string | null;
  @Column({ type: 'uuid', name: 'blueprint_id', nullable: true }) blueprintId: string | null;
  @Column({ type: 'text', default: 'production' }) environment: Environment;
  /** Words by which conditions and lists select it. */
  @Column({ type: 'text', array: true }) tags: string[];
  @Column({ type: 'text', nullable: true }) model: string | null;
  @Column({ type: 'int', name: 'dormant_after_days', nullable: true }) dormantAfterDays: number | null;
  /** When it last got a token, to within some minutes. */
  @Column({ type: 'timestamptz', name: 'last_active_at', nullable: true }) lastActiveAt: Date | null;
  /** From when on time without a token counts towards dormancy, unless it got one later. */
  @Column({ type: 'timestamptz', name: 'awake_since', nullable: true }) awakeSince: Date | null;
  @Column({ type: 'text' }) state: AgentState;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'next_review_at' }) nextReviewAt: Date;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
