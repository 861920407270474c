import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One link of a chain: a person, or else an agent, lets an agent act for them. */
@Entity('delegation')
export class DelegationRow {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'uuid', name: 'person_id', nullable: true }) personId: string | null;
  @Column({ type: 'uuid', name: 'from_agent_id', nullable: true }) fromAgentId: string | null;
  @Column({ type: 'uuid', name: 'agent_id' }) agentId: string;
  @Column({ type: 'text' }) scope: string;
  @Column({ type: 'text', name: 'given_by' }) givenBy: string;
  @Column({ type: 'timestamptz', name: 'valid_from' }) validFrom: Date;
  @Column({ type: 'timestamptz', name: 'valid_to' }) validTo: Date;
  @Column({ type: 'text', name: 'ended_because', nullable: true }) endedBecause: string | null;
}
