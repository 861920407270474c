import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Db } from '@app/database';
import { AgentRow } from './agent.row.js';
import { shownAs, type ShownState, type SuspensionCause } from '../core/standing.js';
import { openCauses } from '../life/suspensions.js';

/** An agent and the causes for which it stands still; it runs when it is active and there is none. */
export type ListedAgent = AgentRow & { suspendedFor: SuspensionCause[]; shownState: ShownState };

/** `answeredForBy`: owned by this person, or they stand in for the owner. `after`: the last id of the page before. */
export type AgentFilter = Readonly<{
  state?: ShownState | undefined;
  ownerId?: string | undefined;
  answeredForBy?: string | undefined;
  environment?: AgentRow['environment'] | undefined;
  clientId?: string | undefined;
  dormant?: boolean | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}>;

const open = (condition: string): string =>
  `EXISTS (SELECT FROM agent_suspension s WHERE s.agent_id = agent.id AND s.cleared_at IS NULL AND ${condition})`;
const quarantined = open(`s.cause IN ('risk', 'quarantined')`);
const awake = open(`s.cause <> 'dormant'`);

/** The same as `shownAs`, for the database. */
const shown: Readonly<Record<ShownState, string>> = {
  requested: `agent.state = 'requested'`,
  staged: `agent.state = 'staged'`,
  retired: `agent.state = 'retired'`,
  active: `agent.state = 'active' AND NOT ${open('true')}`,
  quarantined: `agent.state = 'active' AND ${quarantined}`,
  dormant: `agent.state = 'active' AND ${open('true')} AND NOT ${awake}`,
  suspended: `agent.state = 'active' AND ${awake} AND NOT ${quarantined}`,
};

/** The inventory: every agent there is, oldest first. */
@Injectable()
export class AgentList {
  constructor(private readonly db: Db) {}

  find(actor: Actor, filter: AgentFilter = {}): Promise<ListedAgent[]> {
    const { state, ownerId, answeredForBy, environment, clientId, dormant, after, limit } = filter;
    return this.db.read(actor, async (tx) => {
      const query = tx.createQueryBuilder(AgentRow, 'agent').orderBy('agent.id').take(limit);
      if (state) query.andWhere(shown[state]);
      if (ownerId) query.andWhere('agent.ownerId = :ownerId', { ownerId });
      if (answeredForBy) query.andWhere('(agent.ownerId = :me OR agent.deputyId = :me)', { me: answeredForBy });
      if (environment) query.andWhere('agent.environment = :environment', { environment });
      if (clientId) {
        const of = 'EXISTS (SELECT FROM agent_client c WHERE c.agent_id = agent.id AND c.client_id = :clientId)';
        query.andWhere(of, { clientId });
      }
      if (dormant !== undefined) query.andWhere(`${dormant ? '' : 'NOT '}${open(`s.cause = 'dormant'`)}`);
      if (after) query.andWhere('agent.id > :after', { after });
      const agents = await query.getMany();
      const causes = await openCauses(
        tx,
        agents.map(({ id }) => id),
      );
      return agents.map((agent) => {
        const suspendedFor = causes.get(agent.id) ?? [];
        return Object.assign(agent, { suspendedFor, shownState: shownAs(agent.state, suspendedFor) });
      });
    });
  }
}
