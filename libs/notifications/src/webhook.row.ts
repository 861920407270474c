import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('webhook')
export class WebhookRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) url: string;
  @Column({ type: 'text', name: 'sealed_secret' }) sealedSecret: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true }) removedAt: Date | null;
}
