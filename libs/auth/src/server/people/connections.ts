import { Injectable } from '@nestjs/common';
import { AgentRow, DelegationRow, Delegations } from '@app/agents';
import { Db } from '@app/database';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { In } from 'typeorm';
import { AgentClientRow } from './agent-client.row.js';

export type Connection = Readonly<{
  agentId: string;
  agentName: string;
  agentState: AgentRow['state'];
  clientId: string;
  clientName: string;
  connectedAt: Date;
  /** Until when the client may act without asking again; null: it has to ask now. */
  actsUntil: Date | null;
}>;

/** The clients that a person has connected, each with the agent it is and what the person agreed to. */
@Injectable()
export class Connections {
  constructor(
    private readonly db: Db,
    private readonly delegations: Delegations,
    private readonly clock: Clock,
  ) {}

  /** Last connected first. */
  list(actor: Actor, personId: string): Promise<Connection[]> {
    return this.db.read(actor, async (tx) => {
      const links = await tx.find(AgentClientRow, { where: { personId }, order: { connectedAt: 'DESC' } });
      const agents = await tx.findBy(AgentRow, { id: In(links.map(({ agentId }) => agentId)) });
      const byId = new Map(agents.map((agent) => [agent.id, agent]));
      const found = [];
      for (const { agentId, clientId, clientName, connectedAt } of links) {
        const agent = byId.get(agentId);
        const live = await this.delegations.live(tx, { personId }, agentId, this.clock.now());
        if (!agent) continue;
        const client = { clientId, clientName, connectedAt, actsUntil: live?.validTo ?? null };
        found.push({ agentId, agentName: agent.name, agentState: agent.state, ...client });
      }
      return found;
    });
  }

  /**
   * Takes the person's agreement back: when this returns, no gateway admits a call that rests on it. The agent stays,
   * and so does its history; connecting the client again asks the person again.
   * @throws Refusal connection.unknown
   */
  async end(actor: Actor, personId: string, agentId: string, because: string): Promise<void> {
    const last = await this.db.read(actor, async (tx) => {
      if (!(await tx.existsBy(AgentClientRow, { personId, agentId }))) throw new Refusal('connection.unknown');
      return tx.findOne(DelegationRow, { where: { personId, agentId }, order: { id: 'DESC' } });
    });
    // also one that has ended: whoever ended it at this moment may still be telling the gateways
    if (last) await this.delegations.revoke(actor, last.id, because);
  }
}
