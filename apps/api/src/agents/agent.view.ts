import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { AgentGrantRow, AgentGrants, EffectiveAccess } from '@app/access';
import {
  AgentCredentialRow,
  type AgentFilter,
  AgentList,
  AgentRow,
  AgentSuspensionRow,
  Agents,
  type ListedAgent,
  shownAs,
  type ShownState,
  type SuspensionCause,
} from '@app/agents';
import type { SignedIn } from '@app/auth';
import { Db, type Tx } from '@app/database';
import { PersonRow } from '@app/directory';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { type ExplainedTool, ExplainedTools, type WithheldTool } from './explained-tools.js';

type Named = Readonly<{ ownerName: string; deputyName: string | null; technicalOwnerName: string | null }>;
type ConnectedClient = Readonly<{ clientId: string; clientName: string; connectedAt: Date }>;
export type CountedAgent = ListedAgent & Named & Readonly<{ effectiveToolCount: number }>;
export type ShownAgent = AgentRow &
  Named &
  Readonly<{
    shownState: ShownState;
    suspendedFor: readonly SuspensionCause[];
    parts: readonly Pick<AgentRow, 'id' | 'name'>[];
    clients: readonly ConnectedClient[];
    credentials: readonly AgentCredentialRow[];
    grants: readonly AgentGrantRow[];
    effectiveTools: readonly ExplainedTool[];
    withheldTools: readonly WithheldTool[];
  }>;

/** Agents as people see them: with the names of who answers for them, and with what they may do now. */
@Injectable()
export class AgentView {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly inventory: AgentList,
    private readonly grants: AgentGrants,
    private readonly access: EffectiveAccess,
    private readonly explained: ExplainedTools,
  ) {}

  /** All agents for those who watch over agents; for everybody else their own and those they stand in for. */
  async list({ actor, personId, roles }: SignedIn, filter: AgentFilter = {}): Promise<CountedAgent[]> {
    const answeredForBy = roles.some((role) => watchers.includes(role)) ? undefined : personId;
    const seen = await this.inventory.find(actor, { ...filter, answeredForBy });
    return this.db.read(actor, async (tx) => {
      const names = await namesOf(tx, seen);
      const living = seen.filter(({ state }) => state !== 'retired').map(({ id }) => id);
      const countOf = await this.access.countsOf(tx, living, this.clock.now());
      return seen.map((agent) => Object.assign(agent, names(agent), { effectiveToolCount: countOf(agent.id) }));
    });
  }

  /** @throws Refusal agent.unknown */
  get({ actor }: SignedIn, id: string): Promise<ShownAgent> {
    return this.db.read(actor, async (tx) => {
      const agent = await this.agents.find(tx, id);
      const causes = await tx.find(AgentSuspensionRow, { where: { agentId: id }, order: { since: 'ASC' } });
      const grants = await this.grants.of(tx, id);
      const suspendedFor = causes.filter(({ clearedAt }) => clearedAt === null).map(({ cause }) => cause);
      return Object.assign(agent, (await namesOf(tx, [agent]))(agent), {
        suspendedFor,
        shownState: shownAs(agent.state, suspendedFor),
        parts: await tx.find(AgentRow, { where: { parentId: id, state: Not('retired') }, order: { id: 'ASC' } }),
        clients: await clientsOf(tx, id),
        credentials: await tx.find(AgentCredentialRow, { where: { agentId: id }, order: { createdAt: 'ASC' } }),
        grants,
        ...(await this.explained.of(tx, agent, grants, this.clock.now())),
      });
    });
  }

  /** The grant, if it is one of this agent's: whoever may act on one agent may not reach another's. */
  grant(actor: Actor, agentId: string, id: string): Promise<AgentGrantRow> {
    return this.db.read(actor, async (tx) => {
      const grant = await tx.findOneBy(AgentGrantRow, { id, agentId });
      if (!grant) throw new Refusal('grant.unknown');
      return grant;
    });
  }
}

const watchers: readonly string[] = ['admin', 'reviewer', 'auditor', 'security_operator'];

function clientsOf(tx: Tx, agentId: string): Promise<ConnectedClient[]> {
  return tx.query(
    `SELECT client_id AS "clientId", client_name AS "clientName", connected_at AS "connectedAt" FROM agent_client
     WHERE agent_id = $1 ORDER BY connected_at, client_id`,
    [agentId],
  );
}

async function namesOf(tx: Tx, agents: readonly AgentRow[]): Promise<(agent: AgentRow) => Named> {
  const ids = agents.flatMap((agent) =>
    [agent.ownerId, agent.deputyId, agent.technicalOwnerId].flatMap((id) => id ?? []),
  );
  const people = await tx.findBy(PersonRow, { id: In(ids) });
  const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const maybe = (id: string | null): string | null => (id === null ? null : nameOf(id));
  return ({ ownerId, deputyId, technicalOwnerId }) => ({
    ownerName: nameOf(ownerId),
    deputyName: maybe(deputyId),
    technicalOwnerName: maybe(technicalOwnerId),
  });
}
