import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SecretKind, Slot } from '../core/secret.js';

export type EndReason = 'removed' | 'owner_left' | 'server_disabled' | 'server_moved';

@Entity('server_credential')
export class CredentialRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'server_id' }) serverId: string;
  @Column({ type: 'text' }) slot: Slot;
  @Column({ type: 'text' }) kind: SecretKind;
  @Column({ type: 'text' }) audience: string;
  @Column({ type: 'uuid', name: 'owner_id' }) ownerId: string;
  @Column({ type: 'jsonb' }) shown: Readonly<Record<string, string>>;
  @Column({ type: 'text', nullable: true }) sealed: string | null;
  @Column({ type: 'integer' }) revision: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'rotated_at', nullable: true }) rotatedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: EndReason | null;
}
