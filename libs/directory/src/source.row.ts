import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeclaredSchema, MatchingRule, SourceMapping, SourceSettings } from './core/source-settings.js';

/** How a provider speaks SCIM: `lenient` is the generic one, `strict` refuses what the RFCs do not ask for. */
export type SourceDialect = 'okta' | 'entra' | 'lenient' | 'strict';

@Entity('source')
export class SourceRow implements SourceSettings {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) dialect: SourceDialect;
  @Column({ type: 'jsonb' }) mapping: SourceMapping;
  @Column({ type: 'jsonb' }) matching: readonly MatchingRule[];
  @Column({ type: 'jsonb' }) extensions: readonly DeclaredSchema[];
  @Column({ type: 'integer', name: 'rate_per_second' }) ratePerSecond: number;
  @Column({ type: 'boolean' }) agents: boolean;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
