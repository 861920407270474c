import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { IsNull, MoreThan } from 'typeorm';
import { AgentCredentialRow, AgentRow } from '@app/agents';
import { Clock, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { Fence } from '@app/fence';
import { type AgentClaims, TOOLS_SCOPE, agentClaims, isId } from './core/token-claims.js';

const server = system('authorization-server');

/** Agents as OAuth clients: whoever may act now is a client, and nobody else is. Nothing of it is stored. */
@Injectable()
export class AgentClients {
  constructor(
    private readonly db: Db,
    private readonly fence: Fence,
    private readonly clock: Clock,
  ) {}

  /** RFC 7591 metadata with the agent's live keys, or undefined when there is no such agent or it stands still. */
  client(id: string): Promise<AdapterPayload | undefined> {
    if (!isId(id)) return Promise.resolve(undefined);
    return this.db.read(server, async (tx) => {
      if (!(await this.living(tx, id))) return undefined;
      const live = { agentId: id, revokedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
      const credentials = await tx.findBy(AgentCredentialRow, live);
      return {
        client_id: id,
        token_endpoint_auth_method: 'private_key_jwt',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        scope: TOOLS_SCOPE,
        jwks: { keys: credentials.map(({ jwk }) => jwk) },
      };
    });
  }

  /** What a token issued now says of the agent, or undefined when it, or its owner, may not act. */
  claims(id: string): Promise<AgentClaims | undefined> {
    return this.db.read(server, (tx) => this.living(tx, id));
  }

  private async living(tx: Tx, id: string): Promise<AgentClaims | undefined> {
    const agent = await tx.findOneBy(AgentRow, { id, state: 'active', expiresAt: MoreThan(this.clock.now()) });
    const own = await this.fence.standing(tx, id);
    if (!agent || own?.status !== 'active' || own.kind !== 'agent' || own.ownerId === null) return undefined;
    const owner = await this.fence.standing(tx, own.ownerId);
    if (owner?.status !== 'active') return undefined;
    return agentClaims(own.ownerId, own.epoch, owner.epoch);
  }
}
