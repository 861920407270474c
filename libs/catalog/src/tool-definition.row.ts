import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ToolDefinition } from './core/definition.js';

@Entity('tool_definition')
export class ToolDefinitionRow {
  @PrimaryColumn({ type: 'uuid', name: 'tool_id' }) toolId: string;
  @PrimaryColumn({ type: 'text' }) hash: string;
  @Column({ type: 'jsonb' }) definition: ToolDefinition;
  @Column({ type: 'timestamptz', name: 'seen_at' }) seenAt: Date;
}
