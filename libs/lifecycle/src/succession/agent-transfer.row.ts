import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('agent_transfer')
export class AgentTransferRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'uuid', name: 'from_id' }) fromId: string;
  @Column({ type: 'uuid', name: 'to_id' }) toId: string;
  @Column({ type: 'text' }) state: 'open' | 'accepted' | 'declined' | 'withdrawn' | 'expired';
  @Column({ type: 'text', name: 'offered_by' }) offeredBy: string;
  @Column({ type: 'timestamptz', name: 'offered_at' }) offeredAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'answered_at', nullable: true }) answeredAt: Date | null;
}
