import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One accepted token; append-only. */
@Entity('signal')
export class SignalRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'stream_id' }) streamId: string;
  @Column({ type: 'text' }) jti: string;
  @Column({ type: 'bytea' }) digest: Buffer;
  @Column({ type: 'text', nullable: true }) txn: string | null;
  @Column({ type: 'timestamptz', name: 'issued_at' }) issuedAt: Date;
  @Column({ type: 'timestamptz', name: 'received_at' }) receivedAt: Date;
}
