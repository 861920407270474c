import { Injectable } from '@nestjs/common';
import { AgentGrants, ProfileGrantRow } from '@app/access';
import type { AgentRow } from '@app/agents';
import { ToolRow } from '@app/catalog';
import type { WriteTx } from '@app/database';
import { Clock } from '@app/kernel';
import { In } from 'typeorm';

/**
 * What a connected client may use from the start: the tools of its class's ceiling, as they were certified there. It
 * never counts beyond what its owner may do. Tools that write are left out while nobody stands in for the owner.
 */
@Injectable()
export class FirstGrants {
  constructor(
    private readonly grants: AgentGrants,
    private readonly clock: Clock,
  ) {}

  async give(tx: WriteTx, agent: AgentRow, profileId: string): Promise<void> {
    const now = this.clock.now();
    const ceiling = await tx
      .createQueryBuilder(ProfileGrantRow, 'held')
      .where('held.profileId = :profileId AND held.validFrom <= :now', { profileId, now })
      .andWhere(`(held.validTo IS NULL OR held.validTo > :now) AND held.effect <> 'deny'`, { now })
      .orderBy('held.toolId')
      .getMany();
    const tools = await tx.findBy(ToolRow, { id: In(ceiling.map(({ toolId }) => toolId)), state: 'available' });
    const byId = new Map(tools.map((tool) => [tool.id, tool]));
    for (const { toolId, effect, condition, definitionHash } of ceiling) {
      const tool = byId.get(toolId);
      const isSame = tool?.approvedHash === definitionHash;
      if (!tool || !isSame || (agent.deputyId === null && tool.risk !== 'read')) continue;
      await this.grants.add(tx, { agentId: agent.id, toolId, effect, condition });
    }
  }
}
