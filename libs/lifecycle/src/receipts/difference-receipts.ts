import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { EffectiveAccess, type EffectiveTool } from '@app/access';
import { AgentRow } from '@app/agents';
import { ServerRow, ToolRow } from '@app/catalog';
import type { Tx } from '@app/database';
import type { LifecycleEventRow } from '../lifecycle-event.row.js';

/** How an agent may use a tool, and why. */
type Use = Pick<EffectiveTool, 'effect' | 'conditional' | 'grantIds' | 'path'>;
type ToolShift = Readonly<{ toolId: string; server: string; tool: string; before: Use | null; after: Use | null }>;

/** What a move did to the agents of the person. Times are RFC 3339, by our clock. */
export type DifferenceBody = Readonly<{
  clocks: Readonly<{ received: string | null; committed: string }>;
  requestId: string | null;
  event: string;
  changed: readonly string[];
  fenceSeq: number | null;
  agents: readonly Readonly<{
    agentId: string;
    name: string;
    lost: readonly ToolShift[];
    gained: readonly ToolShift[];
  }>[];
}>;

/** When an event does not say when its request arrived: how far back in the same write its changes may lie. */
const WRITE_MS = 10_000;

@Injectable()
export class DifferenceReceipts {
  constructor(private readonly access: EffectiveAccess) {}

  /**
   * Which tools were lost and gained stands in the event since its own write. How each could be used before and after
   * is looked up as of then: grants, memberships and assignments keep their past.
   */
  async body(tx: Tx, event: LifecycleEventRow): Promise<DifferenceBody> {
    const shifts = event.effects.shifts ?? [];
    const before = await momentBefore(tx, event);
    const names = new Map(
      (await tx.findBy(AgentRow, { id: In(shifts.map(({ agentId }) => agentId)) })).map(({ id, name }) => [id, name]),
    );
    const tools = await toolNames(
      tx,
      shifts.flatMap(({ lost, gained }) => [...lost, ...gained]),
    );
    const agents = [];
    for (const { agentId, lost, gained } of shifts) {
      const was = usesOf(await this.access.of(tx, agentId, before));
      const is = usesOf(await this.access.of(tx, agentId, event.at));
      const shift = (toolId: string): ToolShift => ({
        toolId,
        ...(tools.get(toolId) ?? { server: '', tool: toolId }),
        before: was.get(toolId) ?? null,
        after: is.get(toolId) ?? null,
      });
      agents.push({ agentId, name: names.get(agentId) ?? agentId, lost: lost.map(shift), gained: gained.map(shift) });
    }
    const { requestId, kind, changed, fenceSeq } = event;
    const clocks = { received: event.receivedAt?.toISOString() ?? null, committed: event.at.toISOString() };
    return { clocks, requestId, event: kind, changed, fenceSeq, agents };
  }
}

const usesOf = (tools: readonly EffectiveTool[]): Map<string, Use> =>
  new Map(
    tools.map(({ toolId, effect, conditional, grantIds, path }) => [toolId, { effect, conditional, grantIds, path }]),
  );

/** One millisecond before the first of the person's memberships and assignments that the event's write changed. */
async function momentBefore(tx: Tx, { personId, at, receivedAt }: LifecycleEventRow): Promise<Date> {
  const since = receivedAt ?? new Date(at.getTime() - WRITE_MS);
  const times = (table: string, column: string) =>
    `SELECT ${column} AS t FROM ${table} WHERE person_id = $1 AND ${column} BETWEEN $2 AND $3`;
  const all = ['membership', 'assignment'].flatMap((table) => [times(table, 'valid_from'), times(table, 'valid_to')]);
  const [first] = await tx.query<{ t: Date | null }[]>(
    `SELECT min(t) AS t FROM (${all.join(' UNION ALL ')}) AS moved`,
    [personId, since, at],
  );
  return new Date((first?.t ?? at).getTime() - 1);
}

async function toolNames(tx: Tx, ids: readonly string[]): Promise<Map<string, { server: string; tool: string }>> {
  const tools = await tx.findBy(ToolRow, { id: In([...new Set(ids)]) });
  const servers = await tx.findBy(ServerRow, { id: In(tools.map(({ serverId }) => serverId)) });
  const serverNames = new Map(servers.map(({ id, name }) => [id, name]));
  return new Map(tools.map(({ id, serverId, name }) => [id, { server: serverNames.get(serverId) ?? '', tool: name }]));
}
