import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('token_key')
export class TokenKeyRow {
  @PrimaryColumn({ type: 'text' }) kid: string;
  @Column({ type: 'jsonb', name: 'public_jwk' }) publicJwk: JWK;
  @Column({ type: 'text', name: 'sealed_private' }) sealedPrivate: string;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'signs_from' }) signsFrom: Date;
  @Column({ type: 'timestamptz', name: 'retired_at', nullable: true }) retiredAt: Date | null;
}
