import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('dpop_proof')
export class DpopProofRow {
  @PrimaryColumn({ type: 'bytea', name: 'id_hash' }) idHash: Buffer;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
