import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Command } from './core/address.js';

@Entity('mcp_server')
export class ServerRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) transport: 'stdio' | 'http';
  @Column({ type: 'jsonb', nullable: true }) command: Command | null;
  @Column({ type: 'text', nullable: true }) url: string | null;
  @Column({ type: 'text' }) status: 'active' | 'disabled';
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'synced_at', nullable: true }) syncedAt: Date | null;
}
