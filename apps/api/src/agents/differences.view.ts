import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Agents } from '@app/agents';
import { ServerRow, ToolRow, publicName } from '@app/catalog';
import { Db, type Tx } from '@app/database';
import type { Actor } from '@app/kernel';
import { Lifecycle, type LifecycleEventRow } from '@app/lifecycle';

type NamedTool = Readonly<{ toolId: string; tool: string }>;
export type AgentDifference = Pick<LifecycleEventRow, 'at' | 'kind' | 'personId'> &
  Readonly<{ eventId: string; lost: readonly NamedTool[]; gained: readonly NamedTool[] }>;

/** What changes of its owner did to an agent: which tools it lost and gained, oldest first. */
@Injectable()
export class DifferencesView {
  constructor(
    private readonly db: Db,
    private readonly agents: Agents,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** @throws Refusal agent.unknown */
  of(actor: Actor, agentId: string): Promise<AgentDifference[]> {
    return this.db.read(actor, async (tx) => {
      const { ownerId } = await this.agents.find(tx, agentId);
      const shifts = (await this.lifecycle.history(tx, ownerId)).flatMap((event) =>
        (event.effects.shifts ?? []).filter((shift) => shift.agentId === agentId).map((shift) => ({ event, shift })),
      );
      const named = await naming(
        tx,
        shifts.flatMap(({ shift }) => [...shift.lost, ...shift.gained]),
      );
      return shifts.map(({ event: { id, at, kind, personId }, shift }) => ({
        eventId: id,
        at,
        kind,
        personId,
        lost: shift.lost.map(named),
        gained: shift.gained.map(named),
      }));
    });
  }
}

async function naming(tx: Tx, toolIds: readonly string[]): Promise<(toolId: string) => NamedTool> {
  const tools = await tx.findBy(ToolRow, { id: In([...new Set(toolIds)]) });
  const servers = await tx.findBy(ServerRow, { id: In(tools.map(({ serverId }) => serverId)) });
  const serverNames = new Map(servers.map(({ id, name }) => [id, name]));
  const names = new Map(tools.map(({ id, serverId, name }) => [id, publicName(serverNames.get(serverId) ?? '', name)]));
  return (toolId) => ({ toolId, tool: names.get(toolId) ?? toolId });
}
