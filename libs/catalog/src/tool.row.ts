import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ToolState } from './core/drift.js';
import { type Risk } from './core/risk.js';
import { type Variant } from './core/variant.js';
import { type Kind } from './core/words.js';

/** A tool, or a resource or prompt, which are granted alike. */
@Entity('tool')
export class ToolRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'server_id' }) serverId: string;
  @Column({ type: 'text' }) kind: Kind;
  /** The server's own name of it; of a resource its URI, of a template of resources its URI template. */
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) risk: Risk;
  /** Why a person gave it its class; null when the class comes from annotations. */
  @Column({ type: 'text', name: 'risk_reason', nullable: true }) riskReason: string | null;
  @Column({ type: 'text' }) state: ToolState;
  @Column({ type: 'text', name: 'definition_hash' }) definitionHash: string;
  /** Empty for one that nobody has approved yet. */
  @Column({ type: 'text', name: 'approved_hash' }) approvedHash: string;
  @Column({ type: 'text', array: true, name: 'accepted_hashes' }) acceptedHashes: string[];
  /** The definition that was looked at and refused. */
  @Column({ type: 'text', name: 'refused_hash', nullable: true }) refusedHash: string | null;
  @Column({ type: 'text', array: true }) tags: string[];
  @Column({ type: 'uuid', name: 'variant_of', nullable: true }) variantOf: string | null;
  @Column({ type: 'jsonb', nullable: true }) variant: Variant | null;
  /** Cost units of one call. */
  @Column({ type: 'integer' }) cost: number;
  /** Path of the list of records in its structured result; null: the largest list at its top. */
  @Column({ type: 'text', name: 'records_at', nullable: true }) recordsAt: string | null;
}
