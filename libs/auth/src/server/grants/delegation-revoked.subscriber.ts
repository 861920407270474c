import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Delegations } from '@app/agents';
import type { WriteTx } from '@app/database';
import { type Payload, Subscriptions } from '@app/jobs';
import { Clock } from '@app/kernel';
import { AgentClientRow } from '../people/agent-client.row.js';
import { OidcRecords } from '../records/oidc-records.js';

const Revoked = z.object({ personId: z.uuid(), agentId: z.uuid() });

/** Clears away the refresh tokens that rested on it. Nothing depends on that: without the delegation they open nothing. */
@Injectable()
export class DelegationRevokedSubscriber {
  constructor(
    subscriptions: Subscriptions,
    private readonly delegations: Delegations,
    private readonly records: OidcRecords,
    private readonly clock: Clock,
  ) {
    subscriptions.on('delegation.revoked', 'auth.forget-grants', (tx, payload) => this.forget(tx, payload));
  }

  /** Messages come late: whoever has consented again by now keeps what they got since. */
  private async forget(tx: WriteTx, payload: Payload): Promise<'done' | 'nothing-to-do'> {
    const { personId, agentId } = Revoked.parse(payload);
    if (await this.delegations.live(tx, { personId }, agentId, this.clock.now())) return 'nothing-to-do';
    let forgotten = 0;
    for (const { clientId } of await tx.findBy(AgentClientRow, { personId, agentId })) {
      forgotten += await this.records.forgetClient(tx, clientId, personId);
    }
    if (forgotten === 0) return 'nothing-to-do';
    tx.record({ action: 'delegation.grants-forgotten', subject: agentId, detail: { personId, records: forgotten } });
    return 'done';
  }
}
