import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { buildIndex } from '../core/access-index.js';
import { type AccessRequest, alone, type Decision } from '../core/decision.js';
import { type Difference, effectiveIn, type EffectiveTool } from '../core/effective.js';
import { compared, type NamedShift, named } from '../core/shift.js';
import { ANY_ARGUMENTS } from '../core/weigh.js';
import {
  type AssignmentChange,
  type MembershipChange,
  unassigned,
  withMembers,
  withoutPerson,
} from '../core/what-if.js';
import { factsOf } from '../deciding/facts.js';

/** What a change of its owner's memberships or assignments did to one agent. */
export type Shift = Difference & Readonly<{ agentId: string; ownerId: string }>;

type Asked = Pick<AccessRequest, 'serverName' | 'toolName'>;

/** What agents may do, computed from the rows when it is asked and never stored. */
@Injectable()
export class EffectiveAccess {
  constructor(private readonly clock: Clock) {}

  /** The tools that the agent may use at a time, and why; for a delegated agent the acting person narrows them further. */
  async of(tx: Tx, agentId: string, at: Date): Promise<EffectiveTool[]> {
    return effectiveIn(buildIndex(await factsOf(tx, { agentIds: [agentId] }, at), at), agentId, at);
  }

  /** As `of`, how many: one look at the facts, however many agents are asked about. */
  async countsOf(tx: Tx, agentIds: readonly string[], at: Date): Promise<(agentId: string) => number> {
    const index = buildIndex(await factsOf(tx, { agentIds }, at), at);
    return (agentId) => effectiveIn(index, agentId, at).length;
  }

  /** The decision on a call of an agent alone, for some arguments or other, to tools that it holds grants on: one look at the facts, however many tools. */
  async explainHeld(tx: Tx, agentId: string, at: Date): Promise<(tool: Asked) => Decision> {
    const index = buildIndex(await factsOf(tx, { agentIds: [agentId] }, at), at);
    return (tool) => index.decide({ ...alone(agentId), ...tool, args: ANY_ARGUMENTS, at });
  }

  /**
   * What a membership change did to the agents of the people concerned. The rows have changed already; what was before
   * is these facts with the change taken back, so both sides are seen in one transaction.
   */
  async shifts(tx: Tx, change: MembershipChange, at: Date): Promise<Shift[]> {
    const { groupId, added, removed } = change;
    const agents = await agentsOf(tx, [...added, ...removed]);
    if (agents.length === 0) return [];
    const facts = await factsOf(tx, { agentIds: idsOf(agents), groupIds: [groupId] }, at);
    const before = withMembers(facts, { groupId, added: removed, removed: added }, at);
    return compared(agents, before, facts, at);
  }

  /** As `shifts`, for assignments of one person that have begun and ended; the ids are those of assignments. */
  async assignmentShifts(tx: Tx, personId: string, change: AssignmentChange, at: Date): Promise<Shift[]> {
    const agents = await agentsOf(tx, [personId]);
    if (agents.length === 0 || change.added.length + change.removed.length === 0) return [];
    const facts = await factsOf(tx, { agentIds: idsOf(agents), assignmentIds: change.removed }, at);
    return compared(agents, unassigned(facts, change, at), facts, at);
  }

  /** What the agents concerned would lose if the person left now: those owned, and those deputised for. */
  async ifLeft(tx: Tx, personId: string, at = this.clock.now()): Promise<NamedShift[]> {
    const agents = await agentsOf(tx, [personId], 'ownerId', 'deputyId');
    const facts = await factsOf(tx, { agentIds: idsOf(agents) }, at);
    return named(compared(agents, facts, withoutPerson(facts, personId), at), facts);
  }

  /** What a change of members would do to the agents of the people concerned, without it being made. */
  async ifMembersChanged(tx: Tx, change: MembershipChange, at = this.clock.now()): Promise<NamedShift[]> {
    const agents = await agentsOf(tx, [...change.added, ...change.removed]);
    const facts = await factsOf(tx, { agentIds: idsOf(agents), groupIds: [change.groupId] }, at);
    return named(compared(agents, facts, withMembers(facts, change, at), at), facts);
  }
}

/** The agents that these people own, or stand in for; retired ones are no longer anybody's. */
function agentsOf(
  tx: Tx,
  people: readonly string[],
  ...as: ('ownerId' | 'deputyId')[]
): Promise<Pick<AgentRow, 'id' | 'ownerId'>[]> {
  const roles = as.length > 0 ? as : ['ownerId'];
  return tx
    .createQueryBuilder(AgentRow, 'agent')
    .where(`(${roles.map((role) => `agent.${role} = ANY (:people)`).join(' OR ')})`, { people })
    .andWhere(`agent.state <> 'retired'`)
    .orderBy('agent.id')
    .getMany();
}

const idsOf = (agents: readonly { id: string }[]): string[] => agents.map(({ id }) => id);
