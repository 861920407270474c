import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Condition } from './core/condition.js';
import type { Effect } from './core/facts.js';

@Entity('agent_grant')
export class AgentGrantRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'uuid', name: 'tool_id' }) toolId: string;
  @Column({ type: 'text' }) effect: Effect;
  @Column({ type: 'jsonb', nullable: true }) condition: Condition | null;
  @Column({ type: 'text', name: 'definition_hash' }) definitionHash: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
  @Column({ type: 'text', name: 'granted_by' }) grantedBy: string;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
}
