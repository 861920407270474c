import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a provider speaks SCIM: `lenient` is the generic one, `strict` refuses what the RFCs do not ask for. */
export type SourceDialect = 'okta' | 'entra' | 'lenient' | 'strict';

@Entity('source')
export class SourceRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) dialect: SourceDialect;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt: Date;
}
