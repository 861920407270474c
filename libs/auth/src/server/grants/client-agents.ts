import { Injectable } from '@nestjs/common';
import type { Client } from 'oidc-provider';
import { AgentRow, Delegations, TrustedIssuerRow, asIssuer } from '@app/agents';
import { Clock, system } from '@app/kernel';
import { Db } from '@app/database';
import { shownName } from '../../core/client-name.js';
import { CONSENT_HOURS } from '../../core/term.js';
import { TOOLS_SCOPE, isId } from '../../core/token-claims.js';
import type { ClientRuleRow } from '../clients/client-rule.row.js';
import { ClientRules } from '../clients/client-rules.js';
import { DelegatedAgents } from '../people/delegated-agents.js';
import { registrationOf } from '../clients/registration-of.js';
import { refused } from './refused.js';

const server = system('authorization-server');
const HOUR = 3_600_000;

/** Either the client is an agent itself, or a rule says on which terms it becomes one of each person who uses it. */
export type Terms = Readonly<{ agentId: string } | { rule: ClientRuleRow }>;

/** Which agent a client is when an identity provider says that it acts for a person. */
@Injectable()
export class ClientAgents {
  constructor(
    private readonly db: Db,
    private readonly rules: ClientRules,
    private readonly delegated: DelegatedAgents,
    private readonly delegations: Delegations,
    private readonly clock: Clock,
  ) {}

  /** Refuses a client that no rule allows, and an agent that acts for its owner only or has not proven itself. */
  async termsFor(client: Client): Promise<Terms> {
    const { clientId, clientName, redirectUris = [], clientAuthMethod } = client;
    return this.db.read(server, async (tx) => {
      const agent = isId(clientId) ? await tx.findOneBy(AgentRow, { id: clientId }) : null;
      if (agent) {
        if (agent.kind === 'delegated' && clientAuthMethod !== 'none') return { agentId: clientId };
        throw refused('unauthorized_client', 'only delegated agents that prove themselves by a key act for people');
      }
      const registration = registrationOf(client);
      const rule = await this.rules.judge(tx, { clientId, name: clientName, redirectUris, registration });
      if (!rule) throw refused('unauthorized_client', 'this client is not allowed to connect');
      return { rule };
    });
  }

  /** Finds or makes the agent, and the delegation by which it acts for the person. */
  async agentFor(personId: string, client: Client, terms: Terms, issuerId: string): Promise<string> {
    const { clientId } = client;
    const now = this.clock.now();
    const known = await this.db.read(server, async (tx) => {
      const id = 'agentId' in terms ? terms.agentId : (await this.delegated.known(tx, personId, clientId))?.id;
      return id === undefined
        ? undefined
        : { id, until: (await this.delegations.live(tx, { personId }, id, now))?.validTo };
    });
    const validTo = new Date(now.getTime() + CONSENT_HOURS * HOUR);
    if (known?.until && known.until.getTime() > now.getTime() + (CONSENT_HOURS * HOUR) / 2) return known.id;
    const agent = await this.db.write(asIssuer(issuerId), async (tx) => {
      // held, so that its withdrawal waits for this write and then finds what it did
      const trusted = { where: { id: issuerId, status: 'active' }, lock: { mode: 'pessimistic_read' } } as const;
      if (!(await tx.findOne(TrustedIssuerRow, trusted))) throw refused('invalid_grant', 'the issuer is not trusted');
      const found =
        'agentId' in terms
          ? await tx.findOneByOrFail(AgentRow, { id: terms.agentId })
          : await this.delegated.connect(tx, {
              personId,
              client: { clientId, name: shownName(client) },
              rule: terms.rule,
            });
      await this.delegations.consent(tx, { personId, agentId: found.id, scope: TOOLS_SCOPE, validTo });
      return found;
    });
    return agent.id;
  }
}
