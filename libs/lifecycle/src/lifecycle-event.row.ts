import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Effects } from './effects.js';
import type { LifecycleKind } from './core/person-state.js';

@Entity('lifecycle_event')
export class LifecycleEventRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id' }) personId: string;
  @Column({ type: 'text' }) kind: LifecycleKind;
  /** The person's revision that it is about; null for memberships and profiles. */
  @Column({ type: 'bigint', nullable: true, transformer: { from: toNumber, to: toBigint } })
  revision: number | null;
  @Column({ type: 'text', name: 'before_digest', nullable: true }) beforeDigest: string | null;
  @Column({ type: 'text', name: 'after_digest', nullable: true }) afterDigest: string | null;
  @Column({ type: 'jsonb' }) changed: readonly string[];
  @Column({ type: 'jsonb' }) effects: Effects;
  @Column({ type: 'bigint', name: 'fence_seq', nullable: true, transformer: { from: toNumber, to: toBigint } })
  fenceSeq: number | null;
  /** Null where `revision` is. */
  @Column({ type: 'uuid', name: 'source_id', nullable: true }) sourceId: string | null;
  /** The HTTP request that caused it, and when that arrived; null when none did, such as for a date that came. */
  @Column({ type: 'text', name: 'request_id', nullable: true }) requestId: string | null;
  @Column({ type: 'timestamptz', name: 'received_at', nullable: true }) receivedAt: Date | null;
  @Column({ type: 'timestamptz' }) at: Date;
}

function toNumber(stored: string | null): number | null {
  return stored === null ? null : Number(stored);
}
function toBigint(seq: number | null): number | null {
  return seq;
}
