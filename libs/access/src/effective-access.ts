import { Injectable } from '@nestjs/common';
import { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { ToolRow } from '@app/catalog';
import { buildIndex } from './core/access-index.js';
import type { AccessRequest, Decision } from './core/decision.js';
import { difference, type Difference, effectiveIn, type EffectiveTool } from './core/effective.js';
import type { AccessFacts, MembershipFacts } from './core/facts.js';
import { factsOf } from './facts.js';

export type MembershipChange = Readonly<{ groupId: string; added: readonly string[]; removed: readonly string[] }>;
/** What a change of its owner's memberships did to one agent. */
export type Shift = Difference & Readonly<{ agentId: string; ownerId: string }>;

/** What agents may do, computed from the rows when it is asked and never stored. */
@Injectable()
export class EffectiveAccess {
  /** The tools that the agent may use at a time, and why; for a delegated agent the acting person narrows them further. */
  async of(tx: Tx, agentId: string, at: Date): Promise<EffectiveTool[]> {
    return effectiveIn(buildIndex(await factsOf(tx, { agentIds: [agentId] }, at), at), agentId, at);
  }

  /** The decision that a gateway makes, or made at the time `at` as far as rows keep their past: grants and links do. */
  async explain(tx: Tx, request: AccessRequest): Promise<Decision> {
    const personIds = request.personId === null ? [] : [request.personId];
    const facts = await factsOf(tx, { agentIds: [request.agentId], personIds }, request.at);
    return buildIndex(await withAskedTool(tx, facts, request), request.at).decide(request);
  }

  /**
   * What a membership change did to the agents of the people concerned. The rows have changed already; what was before
   * is these facts with the change taken back, so both sides are seen in one transaction.
   */
  async shifts(tx: Tx, change: MembershipChange, at: Date): Promise<Shift[]> {
    const people = [...change.added, ...change.removed];
    const agents = await tx
      .createQueryBuilder(AgentRow, 'agent')
      .where(`agent.ownerId = ANY (:people) AND agent.state <> 'retired'`, { people })
      .orderBy('agent.id')
      .getMany();
    if (agents.length === 0) return [];
    const scope = { agentIds: agents.map(({ id }) => id), groupIds: [change.groupId] };
    const facts = await factsOf(tx, scope, at);
    const [before, after] = [buildIndex(takenBack(facts, change, at), at), buildIndex(facts, at)];
    return agents.flatMap(({ id, ownerId }) => {
      const shift = difference(effectiveIn(before, id, at), effectiveIn(after, id, at));
      return shift.lost.length + shift.gained.length === 0 ? [] : [{ agentId: id, ownerId, ...shift }];
    });
  }
}

function takenBack(facts: AccessFacts, { groupId, added, removed }: MembershipChange, at: Date): AccessFacts {
  const joined = new Set(added);
  const left = new Set(removed);
  const others = facts.memberships.filter((row) => {
    return row.groupId !== groupId || !(joined.has(row.personId) || left.has(row.personId));
  });
  const former: MembershipFacts[] = removed.map((personId) => ({ groupId, personId, validFrom: at, validTo: null }));
  return { ...facts, memberships: [...others, ...former] };
}

/** A tool on which the agent holds no grant is not among its facts; that it exists changes the reason, never the effect. */
async function withAskedTool(tx: Tx, facts: AccessFacts, request: AccessRequest): Promise<AccessFacts> {
  const server = facts.servers.find(({ name }) => name === request.serverName);
  if (!server || facts.tools.some((tool) => tool.serverId === server.id && tool.name === request.toolName))
    return facts;
  const rows = await tx.findBy(ToolRow, { serverId: server.id, name: request.toolName });
  return { ...facts, tools: [...facts.tools, ...rows.map((tool) => Object.assign(tool, { definition: null }))] };
}
