import { Injectable } from '@nestjs/common';
import { Delegations } from '@app/agents';
import { Clock, system } from '@app/kernel';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { baseOf } from '../../core/grant-id.js';
import { type TokenFacts, isId } from '../../core/token-claims.js';
import { AgentClientRow } from './agent-client.row.js';
import { LiveChain } from '../issuing/live-chain.js';

const server = system('authorization-server');

/** What a token that a person's client gets says, read from the database each time one is issued. */
@Injectable()
export class PersonTokens {
  constructor(
    private readonly db: Db,
    private readonly chains: LiveChain,
    private readonly delegations: Delegations,
    private readonly fence: Fence,
    private readonly clock: Clock,
  ) {}

  /**
   * Undefined when the client is no agent of the person, or anybody may not act, or the person's word has ended.
   * @param grantId where there is one, it must rest on the word that counts now
   */
  facts(personId: string, clientId: string, grantId?: string): Promise<TokenFacts | undefined> {
    return this.db.read(server, async (tx) => {
      const known = await tx.findOneBy(AgentClientRow, { personId, clientId });
      if (!known) return undefined;
      const { agentId } = known;
      const delegation = await this.delegations.live(tx, { personId }, agentId, this.clock.now());
      if (!delegation) return undefined;
      const alive = await this.chains.of(tx, { personId, agentIds: [agentId] });
      const base = grantId === undefined ? undefined : baseOf(grantId);
      if (base === null || (base && base.delegationId !== delegation.id)) return undefined;
      if (base && (base.epoch !== alive?.person?.epoch || base.agentEpoch !== alive.agents[0]?.epoch)) return undefined;
      return alive && { ...alive, delegations: [delegation.id] };
    });
  }

  /** Whether a token may be about this person at all. */
  mayAct(personId: string): Promise<boolean> {
    if (!isId(personId)) return Promise.resolve(false);
    return this.db.read(server, async (tx) => {
      const standing = await this.fence.standing(tx, personId);
      return standing?.kind === 'person' && standing.status === 'active';
    });
  }
}
