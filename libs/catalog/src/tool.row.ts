import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ToolState } from './core/drift.js';
import { type Risk } from './core/risk.js';

@Entity('tool')
export class ToolRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'server_id' }) serverId: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) risk: Risk;
  @Column({ type: 'text' }) state: ToolState;
  @Column({ type: 'text', name: 'definition_hash' }) definitionHash: string;
  @Column({ type: 'text', name: 'approved_hash' }) approvedHash: string;
}
