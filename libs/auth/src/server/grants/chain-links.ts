import { Injectable } from '@nestjs/common';
import { AgentRow, type DelegationRow, Delegations } from '@app/agents';
import { Clock } from '@app/kernel';
import type { Tx } from '@app/database';

/** Who acts for whom: the person or null, and the agents, the one that calls first. */
export type Chain = Readonly<{ personId: string | null; agentIds: readonly string[] }>;
/** What holds a chain together: ids of the delegations, and the scope that each of them lets through. */
export type Links = Readonly<{ delegations: readonly string[]; scopes: readonly string[] }>;

/** Whether everybody in a chain let the next one act, as the database knows it at this moment. */
@Injectable()
export class ChainLinks {
  constructor(
    private readonly delegations: Delegations,
    private readonly clock: Clock,
  ) {}

  /** Undefined when one link is missing. A sub-agent needs no delegation by the agent that it is a part of. */
  async of(tx: Tx, { personId, agentIds }: Chain): Promise<Links | undefined> {
    const found: DelegationRow[] = [];
    const now = this.clock.now();
    for (const [place, agentId] of agentIds.entries()) {
      const fromAgentId = agentIds[place + 1];
      if (fromAgentId === undefined && personId === null) break; // the root acts for its owner
      const from = fromAgentId === undefined ? { personId: personId ?? '' } : { fromAgentId };
      const link = await this.delegations.live(tx, from, agentId, now);
      if (link) found.push(link);
      else if (fromAgentId === undefined || !(await isPart(tx, agentId, fromAgentId))) return undefined;
    }
    return { delegations: found.map(({ id }) => id), scopes: found.map(({ scope }) => scope) };
  }
}

const isPart = (tx: Tx, id: string, parentId: string): Promise<boolean> => tx.existsBy(AgentRow, { id, parentId });
