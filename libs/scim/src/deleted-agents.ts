import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Agents } from '@app/agents';
import type { WriteTx } from '@app/database';
import { Subscriptions } from '@app/jobs';

const Released = z.object({ sourceId: z.uuid() });

/** Agents that a source deleted while too many of its people left at once: retired when somebody has looked (R-SCM-5). */
@Injectable()
export class DeletedAgents {
  constructor(
    private readonly agents: Agents,
    subscriptions: Subscriptions,
  ) {
    subscriptions.on('lifecycle.breaker-released', 'agents.retire-deleted', (tx, payload) =>
      this.retire(tx, Released.parse(payload).sourceId),
    );
  }

  private async retire(tx: WriteTx, sourceId: string): Promise<'done' | 'nothing-to-do'> {
    const waiting = await tx.query<{ id: string }[]>(
      `SELECT a.id FROM scim_agent s JOIN agent a ON a.id = s.agent_id
       WHERE s.source_id = $1 AND s.deleted_at IS NOT NULL AND a.state <> 'retired' ORDER BY a.id`,
      [sourceId],
    );
    const held = [];
    for (const { id } of waiting) held.push(await this.agents.locked(tx, id)); // all before the fence
    const living = held.filter(({ state }) => state !== 'retired');
    for (const agent of living) await this.agents.end(tx, agent, 'deleted by its identity provider');
    return living.length > 0 ? 'done' : 'nothing-to-do';
  }
}
