import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a person or an agent stands: what gateways decide by, and what tokens are stamped from. */
@Entity('principal')
export class PrincipalRow {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'text' }) kind: 'person' | 'agent';
  @Column({ type: 'text' }) status: 'active' | 'suspended' | 'ended';
  /** Raised by every restriction; a token stamped with a lower one is dead. */
  @Column({ type: 'integer' }) epoch: number;
  @Column({ type: 'uuid', name: 'owner_id', nullable: true }) ownerId: string | null;
  /** For a sub-agent: the agent that it is a part of. */
  @Column({ type: 'uuid', name: 'parent_id', nullable: true }) parentId: string | null;
}
