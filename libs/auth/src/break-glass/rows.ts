import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('break_glass_account')
export class BreakGlassAccountRow {
  @PrimaryColumn({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'smallint' }) place: number;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'bytea' }) salt: Buffer;
  @Column({ type: 'bytea', name: 'password_hash' }) passwordHash: Buffer;
  @Column({ type: 'text' }) state: 'disabled' | 'enabled' | 'locked';
  @Column({ type: 'bytea', name: 'invitation_hash', nullable: true }) invitationHash: Buffer | null;
  @Column({ type: 'timestamptz', name: 'invited_until', nullable: true }) invitedUntil: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'used_at', nullable: true }) usedAt: Date | null;
}

@Entity('break_glass_key')
export class BreakGlassKeyRow {
  @PrimaryColumn({ type: 'text', name: 'credential_id' }) credentialId: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'bytea', name: 'public_key' }) publicKey: Buffer;
  @Column({ type: 'bigint', transformer: { to: Number, from: Number } }) counter: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}

@Entity('break_glass_challenge')
export class BreakGlassChallengeRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) purpose: 'register' | 'sign-in';
  @Column({ type: 'text' }) challenge: string;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
