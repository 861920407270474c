import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '@app/kernel';
import { reachAt, type ReachingGrant } from '@app/access';
import { AgentCredentialRow, AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { firstDenied, lastAdmitted, newestDetail } from '@app/ledger';
import {
  type AgentTrace,
  isComplete,
  type LeaverBody,
  TOKENS,
  unverified,
  type UpstreamFacts,
} from '../core/receipt.js';
import type { LifecycleEventRow } from '../lifecycle-event.row.js';
import { ProviderTimes } from './provider-times.js';
import { settlementOf } from './settlement.js';

/** What a leave really did, as it is found in the ledger and in the rows when it is asked. */
@Injectable()
export class LeaverReceipts {
  constructor(
    private readonly clock: Clock,
    private readonly times: ProviderTimes,
  ) {}

  async body(tx: Tx, event: LifecycleEventRow): Promise<LeaverBody> {
    const provider = await this.times.of(tx, event.personId, event.at);
    const agents = await this.agents(tx, event);
    const ended = await sessionsEnded(tx, event);
    return {
      clocks: {
        provider: provider && { at: provider.at.toISOString(), basis: provider.basis },
        received: event.receivedAt?.toISOString() ?? null,
        committed: event.at.toISOString(),
        settled: await settlementOf(tx, event.fenceSeq ?? 0, this.clock.now()),
      },
      requestId: event.requestId,
      fenceSeq: event.fenceSeq,
      ended,
      tokens: TOKENS,
      agents,
      unverified: unverified(await upstreamsOf(tx, agents, event.at), agents),
    };
  }

  /** As `body` would find it, without looking through all calls. */
  async isComplete(tx: Tx, event: LifecycleEventRow, { agents }: LeaverBody): Promise<boolean> {
    const now = this.clock.now();
    const ids = agents.map(({ agentId }) => agentId);
    const { seenAt } = await settlementOf(tx, event.fenceSeq ?? 0, now);
    const denied = await firstDenied(tx, ids, event.at);
    const swept = (await sessionsEnded(tx, event)) !== null;
    const seen = { settled: seenAt !== null, swept, denied: denied.size, agents: ids.length };
    return isComplete(seen, event.at, now);
  }

  private async agents(tx: Tx, { personId, effects, at }: LifecycleEventRow): Promise<AgentTrace[]> {
    const suspended = new Set(effects.suspended ?? []);
    const agents = await tx.find(AgentRow, {
      where: [{ id: In([...suspended]) }, { ownerId: personId, state: In(['staged', 'active']) }],
      order: { id: 'ASC' },
    });
    const ids = agents.map(({ id }) => id);
    const keys = await tx.findBy(AgentCredentialRow, { agentId: In(ids) });
    const [admitted, denied] = [await lastAdmitted(tx, ids), await firstDenied(tx, ids, at)];
    return agents.map(({ id, name }) => {
      const own = keys.filter(({ agentId }) => agentId === id);
      const revoked = own.filter(({ revokedAt }) => revokedAt !== null).length;
      return {
        agentId: id,
        name,
        suspended: suspended.has(id),
        keys: { live: own.length - revoked, revoked },
        lastAdmitted: admitted.get(id) ?? null,
        firstDenied: denied.get(id) ?? null,
      };
    });
  }
}

/** What `libs/auth` cleared away after the message that the person has left. */
async function sessionsEnded(tx: Tx, { personId, at }: LifecycleEventRow): Promise<LeaverBody['ended']> {
  const detail = await newestDetail(tx, 'person.sessions-ended', personId, at);
  if (!detail) return null;
  const count = (name: string): number => Number(detail[name] ?? 0);
  return { sessions: count('sessions'), links: count('links'), records: count('records') };
}

/** Servers that the agents had been granted something on. */
async function upstreamsOf(tx: Tx, agents: readonly AgentTrace[], at: Date): Promise<UpstreamFacts[]> {
  const grants = await tx.query<ReachingGrant[]>(
    `SELECT DISTINCT tool_id AS "toolId", pattern, profile_id AS "profileId" FROM agent_grant
     WHERE agent_id = ANY ($1::uuid[]) AND effect <> 'deny' AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)`,
    [agents.map(({ agentId }) => agentId), at],
  );
  if (grants.length === 0) return [];
  const reach = await reachAt(
    tx,
    grants.map(({ profileId }) => profileId),
    at,
  );
  const servers = new Set(grants.flatMap((grant) => reach(grant).map(({ serverId }) => serverId)));
  return tx.query<UpstreamFacts[]>('SELECT name, transport FROM mcp_server WHERE id = ANY ($1::uuid[]) ORDER BY name', [
    [...servers],
  ]);
}
