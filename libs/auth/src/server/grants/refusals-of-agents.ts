import { Injectable, Logger } from '@nestjs/common';
import { type KoaContextWithOIDC, Provider, errors } from 'oidc-provider';
import { DEFAULT_TENANT, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { isId } from '../../core/token-claims.js';
import type { GrantContext } from './context.js';
import { refused } from './refused.js';

const proven = new WeakMap<KoaContextWithOIDC, string>();

/** Says of the token request at hand that this agent is behind it, whatever becomes of it. */
export function noteProven(agentId: string): void {
  const { ctx } = Provider;
  if (ctx) proven.set(ctx, agentId);
}

/** Leaves a trace of each refusal of an agent that had proven itself; what strangers try is not worth an entry each. */
@Injectable()
export class RefusalsOfAgents {
  private readonly logger = new Logger(RefusalsOfAgents.name);

  constructor(private readonly db: Db) {}

  async note(ctx: GrantContext, grant: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const isOurs = thrown instanceof Refusal && thrown.status < 500;
      const error = isOurs ? refused('invalid_grant', thrown.message) : thrown;
      if (error instanceof errors.OIDCProviderError && error.statusCode < 500) await this.record(ctx, grant, error);
      throw error;
    }
  }

  private async record(ctx: GrantContext, grant: string, refusal: errors.OIDCProviderError): Promise<void> {
    const { clientId, clientAuthMethod } = ctx.oidc.client;
    const authenticated = clientAuthMethod !== 'none' && isId(clientId) ? clientId : undefined;
    const agentId = proven.get(ctx) ?? authenticated;
    if (agentId === undefined) return;
    const { error, error_description: because } = refusal;
    try {
      await this.db.write({ kind: 'agent', id: agentId, tenant: DEFAULT_TENANT }, (tx) => {
        tx.record({ action: 'token.refused', subject: agentId, detail: { grant, error, because } });
        return Promise.resolve();
      });
    } catch (lost) {
      this.logger.error(lost); // the refusal stands all the same
    }
  }
}
