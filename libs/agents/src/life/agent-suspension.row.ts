import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SuspensionCause } from '../core/standing.js';

@Entity('agent_suspension')
export class AgentSuspensionRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'text' }) cause: SuspensionCause;
  @Column({ type: 'timestamptz' }) since: Date;
  @Column({ type: 'timestamptz', name: 'cleared_at', nullable: true }) clearedAt: Date | null;
}
