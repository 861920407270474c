import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which agent an OAuth client is when a person uses it. */
@Entity('agent_client')
export class AgentClientRow {
  @PrimaryColumn({ type: 'uuid', name: 'person_id' }) personId: string;
  @PrimaryColumn({ type: 'text', name: 'client_id' }) clientId: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'text', name: 'client_name' }) clientName: string;
  @Column({ type: 'timestamptz', name: 'connected_at' }) connectedAt: Date;
}
