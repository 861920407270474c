import { Injectable } from '@nestjs/common';
import { AgentGrants, type Pattern, ProfileGrantRow } from '@app/access';
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
    const ids = ceiling.flatMap(({ toolId }) => toolId ?? []);
    const tools = await tx.findBy(ToolRow, { id: In(ids), state: 'available' });
    const byId = new Map(tools.map((tool) => [tool.id, tool]));
    const mayWrite = agent.deputyId !== null;
    // what the ceiling asks for beside (budgets, obligations) the ceiling itself goes on asking for
    for (const { toolId, pattern, effect, condition, definitionHash } of ceiling) {
      const selected = pattern && (mayWrite ? pattern : onlyReading(pattern));
      if (selected) await this.grants.add(tx, { agentId: agent.id, pattern: selected, effect, condition });
      const tool = toolId === null ? undefined : byId.get(toolId);
      const isSame = definitionHash !== null && tool?.acceptedHashes.includes(definitionHash);
      if (!tool || isSame !== true || (!mayWrite && tool.risk !== 'read')) continue;
      await this.grants.add(tx, { agentId: agent.id, toolId: tool.id, effect, condition });
    }
  }
}

/** Null when it selects nothing that only reads. */
const onlyReading = (pattern: Pattern): Pattern | null =>
  pattern.risk === undefined || pattern.risk.includes('read') ? { ...pattern, risk: ['read'] } : null;
