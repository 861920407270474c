import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentKind, Blueprint, Environment } from '../core/blueprint.js';

@Entity('blueprint')
export class BlueprintRow implements Blueprint {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: AgentKind;
  @Column({ type: 'text' }) environment: Environment;
  @Column({ type: 'int', name: 'max_term_days' }) maxTermDays: number;
  @Column({ type: 'int', name: 'review_every_days' }) reviewEveryDays: number;
  @Column({ type: 'int', name: 'dormant_after_days' }) dormantAfterDays: number;
  @Column({ type: 'int', name: 'max_credential_days' }) maxCredentialDays: number;
  @Column({ type: 'uuid', name: 'ceiling_profile_id', nullable: true }) ceilingProfileId: string | null;
  @Column({ type: 'boolean', name: 'requires_approval' }) requiresApproval: boolean;
  @Column({ type: 'boolean', name: 'requires_deputy' }) requiresDeputy: boolean;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  /** From when on no agent is made from it; it goes on binding those there are. */
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true }) endedAt: Date | null;
}
