import { Injectable } from '@nestjs/common';
import { AgentBindings, TrustedIssuers } from '@app/agents';
import { Clock, Surroundings, system } from '@app/kernel';
import { Db } from '@app/database';
import { gatewayOf } from '../../core/gateway-resource.js';
import { TOOLS_SCOPE, type Workload } from '../../core/token-claims.js';
import { LiveChain } from '../issuing/live-chain.js';
import { AssertionUses } from './assertion-uses.js';
import { ForeignAssertions } from './foreign-assertions.js';
import type { GrantContext } from './context.js';
import { issue, narrowedResource, narrowedScope } from './issue.js';
import { noteProven } from './refusals-of-agents.js';
import { refused } from './refused.js';
import { senderKey } from './sender-key.js';

const server = system('authorization-server');

const whyNot = {
  unbound: 'the workload is bound to no agent',
  ambiguous: 'the workload is bound to more than one agent',
} as const;

/** RFC 7523: an agent proves itself by what its platform says of the workload that it runs as, and needs no key. */
@Injectable()
export class Workloads {
  constructor(
    private readonly db: Db,
    private readonly issuers: TrustedIssuers,
    private readonly bindings: AgentBindings,
    private readonly assertions: ForeignAssertions,
    private readonly uses: AssertionUses,
    private readonly chains: LiveChain,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  async handle(ctx: GrantContext, assertion: string): Promise<void> {
    const { client, params } = ctx.oidc;
    const { publicUrl } = this.surroundings;
    const sender = await senderKey(ctx);
    const scope = narrowedScope(params['scope'], TOOLS_SCOPE);
    const resource = narrowedResource(publicUrl, params['resource'], gatewayOf(publicUrl));
    const workload = await this.prove(client.clientId, assertion);
    const alive = await this.db.read(server, (tx) =>
      this.chains.of(tx, { personId: null, agentIds: [client.clientId] }),
    );
    if (!alive) throw refused('invalid_grant', 'the agent or its owner may not act');
    const facts = { ...alive, delegations: [], workload };
    await issue(ctx, this.clock.now(), { facts, scope, resource, sender });
  }

  /** That whoever holds the assertion is the agent; it proves so once. */
  async prove(agentId: string, assertion: string): Promise<Workload> {
    const { claims } = this.assertions.peek(assertion);
    const issuer = await this.db.read(server, (tx) => this.issuers.ofWorkload(tx, claims));
    if (!issuer) throw refused('invalid_grant', 'the issuer of the assertion is not trusted with workloads');
    const verified = await this.assertions.verify(issuer, assertion);
    const found = await this.db.read(server, (tx) => this.bindings.agentOf(tx, issuer.id, verified.claims));
    if ('fault' in found) throw refused('invalid_grant', whyNot[found.fault]);
    noteProven(found.agentId);
    if (found.agentId !== agentId) {
      throw refused('invalid_grant', 'the workload is bound to another agent than client_id names');
    }
    await this.uses.once(verified);
    return { iss: issuer.issuer, sub: verified.claims.sub };
  }
}
