import { Column, Entity, PrimaryColumn } from 'typeorm';

export const killScopes = ['agent', 'owner', 'server', 'tool', 'tenant'] as const;
export type KillScope = (typeof killScopes)[number];

/** Something that somebody has stopped at once; in force until it is lifted. */
@Entity('kill_switch')
export class KillSwitchRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) scope: KillScope;
  @Column({ type: 'uuid', name: 'target_id' }) targetId: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'text', name: 'pulled_by' }) pulledBy: string;
  @Column({ type: 'timestamptz', name: 'pulled_at' }) pulledAt: Date;
  @Column({ type: 'text', name: 'lifted_by', nullable: true }) liftedBy: string | null;
  @Column({ type: 'timestamptz', name: 'lifted_at', nullable: true }) liftedAt: Date | null;
}
