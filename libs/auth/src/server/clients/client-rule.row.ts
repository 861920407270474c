import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClientRuleKind } from '../../core/client-rule.js';

@Entity('client_rule')
export class ClientRuleRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) kind: ClientRuleKind;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'text' }) effect: 'allow' | 'deny';
  @Column({ type: 'uuid', name: 'blueprint_id', nullable: true }) blueprintId: string | null;
  @Column({ type: 'boolean', name: 'requires_approval' }) requiresApproval: boolean;
  @Column({ type: 'text', name: 'created_by' }) createdBy: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true }) endedAt: Date | null;
}
