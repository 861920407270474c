import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('registered_client')
export class RegisteredClientRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', name: 'application_type' }) applicationType: 'native' | 'web';
  @Column({ type: 'jsonb', name: 'redirect_uris' }) redirectUris: string[];
  @Column({ type: 'text', name: 'created_by' }) createdBy: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true }) endedAt: Date | null;
}
