import { Injectable } from '@nestjs/common';
import { TrustedIssuers, type TrustedIssuerRow } from '@app/agents';
import { Clock, Surroundings, system } from '@app/kernel';
import { Db } from '@app/database';
import { isGatewayResource } from '../../core/gateway-resource.js';
import { TOOLS_SCOPE, type TokenSignIn, signInOf } from '../../core/token-claims.js';
import { LiveChain } from '../issuing/live-chain.js';
import { AssertionUses } from './assertion-uses.js';
import { ChainLinks } from './chain-links.js';
import { ClientAgents } from './client-agents.js';
import { ForeignAssertions, type Verified } from './foreign-assertions.js';
import type { GrantContext } from './context.js';
import { issue, narrowedResource, narrowedScope } from './issue.js';
import { personOf } from './person-of.js';
import { noteProven } from './refusals-of-agents.js';
import { refused } from './refused.js';
import { senderKey } from './sender-key.js';

const server = system('authorization-server');

/**
 * An identity assertion of the company's identity provider (ID-JAG, MCP Enterprise-Managed Authorization): it names the
 * person, the client that may act for them, and where. The company has decided; nobody is asked again.
 */
@Injectable()
export class IdJag {
  constructor(
    private readonly db: Db,
    private readonly issuers: TrustedIssuers,
    private readonly assertions: ForeignAssertions,
    private readonly uses: AssertionUses,
    private readonly agents: ClientAgents,
    private readonly chains: LiveChain,
    private readonly links: ChainLinks,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  async handle(ctx: GrantContext, assertion: string): Promise<void> {
    const { client, params } = ctx.oidc;
    const sender = await senderKey(ctx);
    const { issuer, verified } = await this.verified(assertion);
    const { claims } = verified;
    if (claims['client_id'] !== client.clientId) {
      throw refused('invalid_grant', 'the assertion was issued to another client');
    }
    const resource = narrowedResource(this.surroundings.publicUrl, params['resource'], this.resourceIn(claims));
    const most = claims['scope'] ?? TOOLS_SCOPE;
    if (typeof most !== 'string') throw refused('invalid_grant', 'the assertion is not accepted for its claim scope');
    const scope = narrowedScope(params['scope'] ?? TOOLS_SCOPE, most, TOOLS_SCOPE);
    const personId = await this.db.read(server, (tx) => personOf(tx, issuer, claims.sub));
    if (personId === null) throw refused('invalid_grant', 'the subject of the assertion is nobody of the directory');
    const terms = await this.agents.termsFor(client);
    await this.uses.once(verified);
    const agentId = await this.agents.agentFor(personId, client, terms, issuer.id);
    noteProven(agentId);
    const facts = await this.db.read(server, async (tx) => {
      const alive = await this.chains.of(tx, { personId, agentIds: [agentId] });
      const links = alive && (await this.links.of(tx, { personId, agentIds: [agentId] }));
      return links && { ...alive, delegations: links.delegations };
    });
    const signIn = this.signIn(claims);
    if (!facts)
      throw refused('invalid_grant', 'the person, their agent or its owner may not act, or somebody must approve it');
    const said = { ...facts, ...(signIn && { signIn }) };
    await issue(ctx, this.clock.now(), { facts: said, scope, resource, sender });
  }

  /** What the identity provider says of how the person signed in there; of a sign-in that is still to come, nothing. */
  private signIn(claims: Readonly<Record<string, unknown>>): TokenSignIn | null {
    const signIn = signInOf(claims) ?? null;
    return signIn !== null && signIn.at <= this.clock.now() ? signIn : null;
  }

  private async verified(assertion: string): Promise<Readonly<{ issuer: TrustedIssuerRow; verified: Verified }>> {
    const { iss = '' } = this.assertions.peek(assertion).claims;
    const issuer = await this.db.read(server, (tx) => this.issuers.ofPeople(tx, iss));
    if (!issuer) throw refused('invalid_grant', 'the issuer of the assertion is not trusted to speak of people');
    return { issuer, verified: await this.assertions.verify(issuer, assertion) };
  }

  private resourceIn({ resource }: Readonly<Record<string, unknown>>): string {
    const named: unknown = Array.isArray(resource) && resource.length === 1 ? resource[0] : resource;
    if (typeof named === 'string' && isGatewayResource(this.surroundings.publicUrl, named)) return named;
    throw refused('invalid_grant', 'the assertion was issued for another resource');
  }
}
