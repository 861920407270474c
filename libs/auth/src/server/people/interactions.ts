import { Injectable } from '@nestjs/common';
import type { Client, Interaction } from 'oidc-provider';
import { type AgentRow, Delegations } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { Clock, Refusal, system } from '@app/kernel';
import type { SignedIn } from '../../people/web-sessions.js';
import { askedSignIn, shortOf } from '../../core/asked-sign-in.js';
import { shownName } from '../../core/client-name.js';
import { documentHost } from '../../core/client-rule.js';
import type { GrantBase } from '../../core/grant-id.js';
import { redirectHostsOf } from '../../core/redirect-hosts.js';
import { CONSENT_HOURS, hoursAfter } from '../../core/term.js';
import { TOOLS_SCOPE } from '../../core/token-claims.js';
import { AuthorizationServer, type Exchange } from '../authorization-server.js';
import type { ClientRuleRow } from '../clients/client-rule.row.js';
import { ClientRules } from '../clients/client-rules.js';
import { DelegatedAgents } from './delegated-agents.js';
import { registrationOf } from '../clients/registration-of.js';

const reader = system('authorization-server');

/** What a person is shown before they decide. */
export type InteractionDetails = Readonly<{
  /** `login`: the client asks that the person signs in anew first, or otherwise than they did. */
  prompt: 'login' | 'consent';
  client: Readonly<{
    clientId: string;
    name: string;
    /** The domain that vouches for it; null: nobody does. */
    host: string | null;
    /** Where this request sends its code; null: a device waits for it. */
    redirectHost: string | null;
    redirectHosts: readonly string[];
    isLocalhostOnly: boolean;
  }>;
  scopes: readonly string[];
  resource: string;
  isDevice: boolean;
  signedIn: boolean;
  /** Whether a rule lets people connect this client at all. */
  isAllowed: boolean;
  needsApproval: boolean;
  /** The agent that the client is for the person already. */
  agent: Pick<AgentRow, 'id' | 'name' | 'state'> | null;
  /** For how long the client may then act without asking again, in hours. */
  hours: number;
}>;

export type Decided = Readonly<{
  /** Where the browser goes next; the client learns of the decision there. */
  redirectTo: string;
  outcome: 'allowed' | 'denied' | 'requested';
}>;

/** What stands between a client's request and its code: a person who looks at it and decides. */
@Injectable()
export class Interactions {
  constructor(
    private readonly server: AuthorizationServer,
    private readonly db: Db,
    private readonly rules: ClientRules,
    private readonly delegated: DelegatedAgents,
    private readonly delegations: Delegations,
    private readonly fence: Fence,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal interaction.unknown, client.unknown */
  async details(exchange: Exchange, person: SignedIn | null): Promise<InteractionDetails> {
    const interaction = await this.server.interaction(exchange);
    const asked = askedBy(interaction);
    const client = await this.server.client(asked.clientId);
    const { hosts, isLocalhostOnly } = redirectHostsOf(client.redirectUris ?? []);
    return this.db.read(person?.actor ?? reader, async (tx) => {
      const rule = await this.rule(tx, client);
      const agent = person && (await this.delegated.known(tx, person.personId, client.clientId));
      const named = { clientId: client.clientId, name: shownName(client) };
      return {
        prompt: this.wantsSignIn(interaction, person) ? 'login' : 'consent',
        client: {
          ...named,
          host: documentHost(client.clientId),
          redirectHost: asked.redirectUri === null ? null : (redirectHostsOf([asked.redirectUri]).hosts[0] ?? null),
          redirectHosts: hosts,
          isLocalhostOnly,
        },
        scopes: [TOOLS_SCOPE],
        resource: asked.resources.join(' '),
        isDevice: asked.redirectUri === null,
        signedIn: person !== null,
        isAllowed: rule !== null,
        needsApproval:
          rule !== null &&
          (agent
            ? agent.state === 'requested'
            : await this.delegated.needsApproval(tx, { personId: person?.personId ?? null, client: named, rule })),
        agent: agent && { id: agent.id, name: agent.name, state: agent.state },
        hours: CONSENT_HOURS,
      };
    });
  }

  /** The person does not want it. @throws Refusal interaction.unknown */
  async deny(exchange: Exchange, person: SignedIn): Promise<Decided> {
    const { clientId } = askedBy(await this.server.interaction(exchange));
    await this.db.write(person.actor, async (tx) => {
      tx.record({ action: 'client.denied', subject: person.personId, detail: { clientId } });
      return Promise.resolve();
    });
    return { redirectTo: await this.refuse(exchange, 'the person did not agree'), outcome: 'denied' };
  }

  /**
   * The person lets the client act for them: it becomes an agent of theirs, unless it is one already. Where somebody
   * must approve the agent, the client is told to come back; and also where the sign-in that it asks for cannot be had.
   * @throws Refusal interaction.unknown, client.unknown, client.not-allowed, agent.suspended, session.step-up-required
   */
  async allow(exchange: Exchange, person: SignedIn): Promise<Decided> {
    const { actor, personId } = person;
    const interaction = await this.server.interaction(exchange);
    if (cannotBeMet(interaction, person)) {
      const redirectTo = await this.refuse(exchange, 'no such sign-in can be had', 'unmet_authentication_requirements');
      return { redirectTo, outcome: 'denied' };
    }
    if (this.wantsSignIn(interaction, person)) throw new Refusal('session.step-up-required');
    const { clientId, resources } = askedBy(interaction);
    const client = await this.server.client(clientId);
    const base = await this.db.write(actor, (tx) => this.connect(tx, personId, client));
    if (!base) return { redirectTo: await this.refuse(exchange, 'the agent waits for approval'), outcome: 'requested' };
    const grantId = await this.server.agree({ accountId: personId, clientId, resources, scope: TOOLS_SCOPE, ...base });
    const ts = Math.floor(person.authenticatedAt.getTime() / 1000);
    const login = {
      accountId: personId,
      remember: false,
      ts,
      amr: [...person.amr],
      ...(person.acr && { acr: person.acr }),
    };
    return { redirectTo: await this.server.answer(exchange, { login, consent: { grantId } }), outcome: 'allowed' };
  }

  /** What the grant rests on; null when the agent waits for somebody. */
  private async connect(tx: WriteTx, personId: string, client: Client): Promise<GrantBase | null> {
    const rule = await this.rule(tx, client);
    if (!rule) throw new Refusal('client.not-allowed');
    const named = { clientId: client.clientId, name: shownName(client) };
    const agent = await this.delegated.connect(tx, { personId, client: named, rule });
    if (agent.state === 'requested') return null;
    const [own, whose] = [await this.fence.standing(tx, agent.id), await this.fence.standing(tx, personId)];
    if (own?.status !== 'active') throw new Refusal('agent.suspended');
    if (whose?.status !== 'active') throw new Refusal('delegation.delegator-inactive');
    const validTo = hoursAfter(this.clock.now(), CONSENT_HOURS);
    const word = await this.delegations.consent(tx, { personId, agentId: agent.id, scope: TOOLS_SCOPE, validTo });
    return { delegationId: word.id, epoch: whose.epoch, agentEpoch: own.epoch };
  }

  private refuse(exchange: Exchange, error_description: string, error = 'access_denied'): Promise<string> {
    return this.server.answer(exchange, { error, error_description });
  }

  /** A client that asked for a new sign-in gets none that is older than its request. */
  private wantsSignIn({ prompt, iat, params }: Interaction, person: SignedIn | null): boolean {
    if (person === null) return prompt.name === 'login';
    if (prompt.name === 'login' && person.authenticatedAt.getTime() < iat * 1000) return true;
    return shortOf(askedSignIn(params), person, new Date(iat * 1000), this.clock.now()) !== null;
  }

  private async rule(tx: Tx, client: Client): Promise<ClientRuleRow | null> {
    const { clientId, redirectUris = [] } = client;
    return this.rules.judge(tx, {
      clientId,
      name: shownName(client),
      redirectUris,
      registration: registrationOf(client),
    });
  }
}

type Asked = Readonly<{ clientId: string; redirectUri: string | null; resources: readonly string[] }>;

function askedBy({ params }: Interaction): Asked {
  const { client_id: clientId, redirect_uri: redirectUri, resource } = params;
  const resources = (Array.isArray(resource) ? resource : [resource]).filter((each) => typeof each === 'string');
  return { clientId: String(clientId), redirectUri: typeof redirectUri === 'string' ? redirectUri : null, resources };
}

/** Who has signed in since the client asked, and not as it asked, would not do so the next time (RFC 9470 §5). */
function cannotBeMet({ iat, params }: Interaction, person: SignedIn): boolean {
  const asked = new Date(iat * 1000);
  return person.authenticatedAt >= asked && shortOf(askedSignIn(params), person, asked, asked) === 'weak';
}
