import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Command } from './core/address.js';
import type { SaidLimits } from './core/limits.js';
import { type Classification, type Environment, type Kind } from './core/words.js';

@Entity('mcp_server')
export class ServerRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) transport: 'stdio' | 'http' | 'sse';
  @Column({ type: 'jsonb', nullable: true }) command: Command | null;
  @Column({ type: 'text', nullable: true }) url: string | null;
  @Column({ type: 'text' }) status: 'active' | 'disabled';
  /** Who answers for it and approves changed definitions; nobody: administrators do. */
  @Column({ type: 'uuid', name: 'owner_id', nullable: true }) ownerId: string | null;
  @Column({ type: 'text', nullable: true }) environment: Environment | null;
  @Column({ type: 'text', nullable: true }) classification: Classification | null;
  @Column({ type: 'text', array: true }) tags: string[];
  /** A call first reads the definitions again that were read longer ago; 0: before every call. */
  @Column({ type: 'integer', name: 'recheck_seconds' }) recheckSeconds: number;
  /** How much it is asked and how long it is waited for, where that is not as usual. */
  @Column({ type: 'jsonb' }) limits: SaidLimits;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'synced_at', nullable: true }) syncedAt: Date | null;
  /** Kinds of which a list was read once; what appears in it later is held until somebody approves it. */
  @Column({ type: 'text', array: true, name: 'kinds_read' }) kindsRead: Kind[];
}
