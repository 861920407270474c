import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('notification')
export class NotificationRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) template: string;
  @Column({ type: 'text' }) channel: 'email' | 'webhook';
  @Column({ type: 'uuid', name: 'person_id', nullable: true }) personId: string | null;
  @Column({ type: 'text', nullable: true }) address: string | null;
  @Column({ type: 'uuid', name: 'webhook_id', nullable: true }) webhookId: string | null;
  @Column({ type: 'text' }) subject: string;
  @Column({ type: 'text' }) body: string;
  @Column({ type: 'text' }) state: 'queued' | 'sent' | 'failed' | 'skipped';
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'timestamptz', name: 'next_at' }) nextAt: Date;
  @Column({ type: 'text', nullable: true }) error: string | null;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'sent_at', nullable: true }) sentAt: Date | null;
}
