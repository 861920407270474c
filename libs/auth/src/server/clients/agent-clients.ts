import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { IsNull, MoreThan } from 'typeorm';
import { AgentCredentialRow, isBound } from '@app/agents';
import { Clock, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { TOOLS_SCOPE, type TokenFacts, isId } from '../../core/token-claims.js';
import { AGENT_GRANTS, asWorkload, showsNoKey } from '../grants/by-workload.js';
import { proofOf } from './agent-proof.js';
import { LiveChain } from '../issuing/live-chain.js';
import { noteStanding } from '../issuing/proven-standing.js';

const server = system('authorization-server');

/** Agents as OAuth clients: whoever may act now is a client, and nobody else is. Nothing of it is stored. */
@Injectable()
export class AgentClients {
  constructor(
    private readonly db: Db,
    private readonly chains: LiveChain,
    private readonly clock: Clock,
  ) {}

  /** RFC 7591 metadata with the agent's live keys, or undefined when there is no such agent or it stands still. */
  client(id: string): Promise<AdapterPayload | undefined> {
    if (!isId(id)) return Promise.resolve(undefined);
    return this.db.read(server, async (tx) => {
      const alive = await this.living(tx, id);
      if (!alive) return undefined;
      noteStanding(alive);
      const live = { agentId: id, revokedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
      const credentials = await tx.find(AgentCredentialRow, { where: live, order: { createdAt: 'DESC', id: 'DESC' } });
      return {
        client_id: id,
        grant_types: AGENT_GRANTS,
        response_types: [],
        redirect_uris: [],
        scope: TOOLS_SCOPE,
        ...proofOf(credentials),
        ...(showsNoKey() && (await isBound(tx, id)) && asWorkload),
      };
    });
  }

  /** What a token issued now says of the agent, or undefined when it, or its owner, may not act. */
  facts(id: string): Promise<TokenFacts | undefined> {
    return this.db.read(server, (tx) => this.living(tx, id));
  }

  private async living(tx: Tx, id: string): Promise<TokenFacts | undefined> {
    const alive = await this.chains.of(tx, { personId: null, agentIds: [id] });
    return alive && { ...alive, delegations: [] };
  }
}
