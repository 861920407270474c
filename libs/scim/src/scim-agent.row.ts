import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Drafted } from './core/agent-mapper.js';

@Entity('scim_agent')
export class ScimAgentRow {
  @PrimaryColumn({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'uuid', name: 'source_id' }) sourceId: string;
  @Column({ type: 'text', name: 'external_id', nullable: true }) externalId: string | null;
  @Column({ type: 'text', name: 'user_name_key' }) userNameKey: string;
  @Column({ type: 'boolean' }) active: boolean;
  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true }) deletedAt: Date | null;
  @Column({ type: 'jsonb' }) attributes: Readonly<Record<string, NonNullable<unknown>>>;
  @Column({ type: 'jsonb' }) folded: Readonly<Record<string, string>>;
  @Column({ type: 'jsonb' }) drafted: Drafted;
  @Column({ type: 'bigint', transformer: { from: Number, to: (version: number) => version } }) version: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'changed_at' }) changedAt: Date;
}
