import { Column } from 'typeorm';
import type { Budget, Condition, Obligation } from '../core/condition/types.js';
import type { Effect } from '../core/facts.js';
import type { Pattern } from '../core/selector/pattern.js';

/** What a grant says, of a profile as of an agent. */
export abstract class GrantColumns {
  @Column({ type: 'uuid', name: 'tool_id', nullable: true }) toolId: string | null;
  @Column({ type: 'jsonb', nullable: true }) pattern: Pattern | null;
  @Column({ type: 'text' }) effect: Effect;
  @Column({ type: 'jsonb', nullable: true }) condition: Condition | null;
  @Column({ type: 'text', name: 'definition_hash', nullable: true }) definitionHash: string | null;
  @Column({ type: 'jsonb', nullable: true }) budget: Budget | null;
  @Column({ type: 'jsonb' }) obligations: readonly Obligation[];
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true }) validTo: Date | null;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
}
