import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { AgentRow, Agents, BlueprintRow } from '@app/agents';
import type { Tx, WriteTx } from '@app/database';
import { People, type PersonRow, managerOf } from '@app/directory';
import { DEFAULT_DORMANT_DAYS, DEFAULT_TERM_DAYS, daysAfter } from '../../core/term.js';
import { AgentClientRow } from './agent-client.row.js';
import type { ClientRuleRow } from '../clients/client-rule.row.js';
import { FirstGrants } from './first-grants.js';

export type ConnectedClient = Readonly<{ clientId: string; name: string }>;
export type Connecting = Readonly<{ personId: string; client: ConnectedClient; rule: ClientRuleRow }>;
/** Null: nobody has signed in yet. */
type Wanted = Omit<Connecting, 'personId'> & Readonly<{ personId: string | null }>;

/** What an OAuth client is when a person uses it: an agent of that person, in the inventory from its first connection. */
@Injectable()
export class DelegatedAgents {
  constructor(
    private readonly agents: Agents,
    private readonly people: People,
    private readonly grants: FirstGrants,
    private readonly clock: Clock,
  ) {}

  /** The agent that the client is for the person, unless it is none yet or its agent was retired or handed on. */
  async known(tx: Tx, personId: string, clientId: string): Promise<AgentRow | null> {
    const link = await tx.findOneBy(AgentClientRow, { personId, clientId });
    const agent = link && (await tx.findOneBy(AgentRow, { id: link.agentId }));
    return agent?.state === 'retired' || agent?.ownerId !== personId ? null : agent;
  }

  /**
   * Finds or makes the agent, and starts it unless it waits as `requested` for somebody who must approve it. A new one
   * is made from the rule's blueprint. Two first connections at once make one agent.
   * @throws Refusal person.unknown, agent.owner-inactive, and as `Agents.add` and `Agents.start`
   */
  async connect(tx: WriteTx, { personId, client, rule }: Connecting): Promise<AgentRow> {
    const owner = await this.people.locked(tx, personId); // first connections of one person take turns
    const { clientId, name: clientName } = client;
    const connected = { personId, clientId, clientName, connectedAt: this.clock.now() };
    const known = await this.known(tx, personId, clientId);
    const agent = known ?? (await this.make(tx, owner, client, rule));
    await tx.upsert(AgentClientRow, { ...connected, agentId: agent.id }, ['personId', 'clientId']);
    tx.record({
      action: known ? 'client.reconnected' : 'client.connected',
      subject: agent.id,
      detail: { clientId, personId, ruleId: rule.id },
      personal: { clientName },
    });
    // approved since it was requested, or new: it needs no key, because its client acts only with a person's token
    return agent.state === 'staged' ? this.agents.start(tx, agent.id) : agent;
  }

  /** Whether the agent that a client becomes for a person under this rule has to wait for somebody. */
  async needsApproval(tx: Tx, { personId, client, rule }: Wanted): Promise<boolean> {
    const { requiresApproval, blueprintId } = rule;
    if (requiresApproval || (await wasStopped(tx, personId, client.clientId))) return true;
    return blueprintId !== null && (await tx.existsBy(BlueprintRow, { id: blueprintId, requiresApproval: true }));
  }

  private async make(tx: WriteTx, owner: PersonRow, client: ConnectedClient, rule: ClientRuleRow): Promise<AgentRow> {
    const { blueprintId } = rule;
    const blueprint = blueprintId === null ? null : await tx.findOneByOrFail(BlueprintRow, { id: blueprintId });
    const deputy = await managerOf(tx, owner.id);
    const term = daysAfter(this.clock.now(), DEFAULT_TERM_DAYS);
    const unclassed = { expiresAt: term, nextReviewAt: term, dormantAfterDays: DEFAULT_DORMANT_DAYS };
    const agent = await this.agents.add(tx, {
      name: await freeName(tx, `${client.name} of ${owner.userName}`),
      kind: 'delegated',
      purpose: `Acts for ${owner.userName} in ${client.name}`,
      ownerId: owner.id,
      deputyId: deputy?.id ?? null,
      blueprintId,
      requiresApproval: rule.requiresApproval || (await wasStopped(tx, owner.id, client.clientId)),
      ...(blueprint ? {} : unclassed),
    });
    if (blueprint?.ceilingProfileId != null) await this.grants.give(tx, agent, blueprint.ceilingProfileId);
    return agent;
  }
}

/**
 * Whether the agent that the client was for the person until now was killed or put into quarantine, and nobody took that
 * back: whoever retires it or hands it on does not connect the same client again as if nothing had been.
 */
async function wasStopped(tx: Tx, personId: string | null, clientId: string): Promise<boolean> {
  const found = await tx.query<object[]>(
    `SELECT FROM agent_client c JOIN agent_suspension s ON s.agent_id = c.agent_id AND s.cleared_at IS NULL
     WHERE c.person_id = $1 AND c.client_id = $2 AND s.cause IN ('killed', 'quarantined', 'risk') LIMIT 1`,
    [personId, clientId],
  );
  return found.length > 0;
}

/** Names are unique; two clients of one person may well call themselves the same. */
async function freeName(tx: Tx, wanted: string): Promise<string> {
  const like = await tx.query<{ name: string }[]>(`SELECT name FROM agent WHERE starts_with(name, $1)`, [wanted]);
  const taken = new Set(like.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    if (!taken.has(name)) return name;
  }
}
