import { Injectable } from '@nestjs/common';
import { type AccessToken, type ClientCredentials, errors } from 'oidc-provider';
import { grantMark } from '../../core/revocable.js';
import type { TokenFacts } from '../../core/token-claims.js';
import { AgentClients } from '../clients/agent-clients.js';
import { stampOf } from '../grants/stamped.js';
import { PersonTokens } from '../people/person-tokens.js';
import { presentedSignIn } from './presented-sign-in.js';
import { standsAsProven } from './proven-standing.js';

/** Whom a token that is about to be issued speaks for, read at this moment; nothing is issued for anybody else. */
@Injectable()
export class SpokenFor {
  constructor(
    private readonly agents: AgentClients,
    private readonly people: PersonTokens,
  ) {}

  /** @throws the error of OAuth that says why there is no token */
  async by(token: AccessToken | ClientCredentials): Promise<TokenFacts> {
    const facts = await this.found(token);
    if (!standsAsProven(facts, token.clientId)) {
      throw new errors.InvalidClientAuth('what the agent proved itself by may have ended meanwhile');
    }
    return facts;
  }

  private async found(token: AccessToken | ClientCredentials): Promise<TokenFacts> {
    const stamped = stampOf(token); // a grant of ours has looked already
    if (stamped) return stamped;
    const { clientId = '' } = token;
    if (token.kind === 'ClientCredentials') {
      const agent = await this.agents.facts(clientId);
      if (!agent) throw new errors.InvalidClientAuth('the agent or its owner may not act');
      return agent;
    }
    const person = await this.people.facts(token.accountId, clientId, token.grantId);
    if (!person) throw new errors.InvalidGrant('the person, their agent or its owner may not act, or consent is over');
    const signIn = presentedSignIn();
    const known = { ...person, ...(signIn && { signIn }) };
    return token.grantId === undefined ? known : { ...known, grant: grantMark(token.grantId) };
  }
}
