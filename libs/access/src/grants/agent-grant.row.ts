import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GrantColumns } from './grant-columns.js';

@Entity('agent_grant')
export class AgentGrantRow extends GrantColumns {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  /** The profile that the agent holds, narrowed by what the grant says of tools and conditions. */
  @Column({ type: 'uuid', name: 'profile_id', nullable: true }) profileId: string | null;
  @Column({ type: 'boolean' }) planned: boolean;
  @Column({ type: 'text', name: 'granted_by' }) grantedBy: string;
}
