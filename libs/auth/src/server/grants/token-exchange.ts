import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { Clock, Refusal, Surroundings, isObject, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { issuerOf } from '../../core/issuer.js';
import { MOST_AGENTS, type TokenFacts, type VerifiedToken, isId } from '../../core/token-claims.js';
import { AccessTokens } from '../../tokens/access-tokens.js';
import { RevokedTokens } from '../../tokens/revoked-tokens.js';
import { LiveChain } from '../issuing/live-chain.js';
import { ChainLinks } from './chain-links.js';
import type { GrantContext } from './context.js';
import { issue, narrowedResource, narrowedScope } from './issue.js';
import { refused } from './refused.js';
import { senderKey } from './sender-key.js';
import { Workloads } from './workloads.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const server = system('authorization-server');

type Checked = Readonly<{ facts: TokenFacts; scopes: readonly string[] }>;

/**
 * RFC 8693: an agent that was handed a token gets one of its own, which says for whom it acts and through whom. The
 * rows of `handle` are the order of the checks; what was said before is never dropped or rewritten, only nested.
 */
@Injectable()
export class TokenExchange {
  static readonly parameters =
    'subject_token subject_token_type requested_token_type actor_token actor_token_type resource audience scope'.split(
      ' ',
    );

  constructor(
    private readonly db: Db,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedTokens,
    private readonly chains: LiveChain,
    private readonly links: ChainLinks,
    private readonly workloads: Workloads,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  async handle(ctx: GrantContext): Promise<void> {
    const { params, client } = ctx.oidc;
    refuseOtherTypes(params);
    const actorId = await this.actor(ctx);
    const sender = await senderKey(ctx);
    const subject = await this.verified(params['subject_token']);
    if (subject.confirmation && !sender.is(subject.confirmation)) {
      throw refused('invalid_request', 'the subject token is bound to a key that this request does not prove');
    }
    refuseUnnamedActor(String(params['subject_token']), actorId, issuerOf(this.surroundings.publicUrl));
    if (subject.chain.includes(actorId)) throw refused('invalid_request', 'the agent is in the chain already');
    if (subject.chain.length >= MOST_AGENTS) {
      throw refused('invalid_request', `a chain has at most ${MOST_AGENTS} agents`);
    }
    const { facts, scopes } = await this.db.read(server, (tx) => this.standing(tx, subject, actorId));
    const scope = narrowedScope(params['scope'], subject.scope, client.scope ?? subject.scope, ...scopes);
    if (params['audience'] !== undefined) {
      throw refused('invalid_target', 'say by `resource` what the token is to be for');
    }
    const resource = narrowedResource(this.surroundings.publicUrl, params['resource'], subject.audience);
    const until = subject.expiresAt;
    const says = { issued_token_type: ACCESS_TOKEN };
    await issue(ctx, this.clock.now(), { facts, scope, resource, until, sender, says });
  }

  /** The agent that is to act: the client itself. One that has no key proves itself as the workload that it is. */
  private async actor({ oidc: { client, params } }: GrantContext): Promise<string> {
    const { clientId, clientAuthMethod } = client;
    const { actor_token: proof, actor_token_type: type } = params;
    if (!isId(clientId)) throw refused('unauthorized_client', 'only agents that are registered here exchange tokens');
    if (clientAuthMethod !== 'none') {
      if (proof === undefined) return clientId;
      throw refused('invalid_request', 'the actor is the client that authenticated itself, and nobody else');
    }
    if (typeof proof !== 'string' || type !== JWT) {
      throw refused('invalid_request', 'an agent without a key sends the token of its workload as actor_token');
    }
    await this.workloads.prove(clientId, proof);
    return clientId;
  }

  private async verified(token: unknown): Promise<VerifiedToken> {
    if (typeof token !== 'string') throw refused('invalid_request', 'subject_token is missing');
    try {
      return await this.tokens.verify(token);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      throw refused('invalid_request', 'the subject token is no live access token of ours');
    }
  }

  /** Everybody in the new chain may act, nothing was restricted since the subject token, and each let the next one act. */
  private async standing(tx: Tx, subject: VerifiedToken, actorId: string): Promise<Checked> {
    const { personId, chain, epochs, delegations, workload, signIn } = subject;
    const before = await this.chains.of(tx, { personId, agentIds: chain });
    const known = before && [before.owner, ...before.agents].map(({ epoch }) => epoch);
    const subjectEpoch = before?.person ? before.person.epoch : before?.agents.at(-1)?.epoch;
    if (!known || String(known) !== String([epochs.owner, ...epochs.agents]) || subjectEpoch !== epochs.subject) {
      throw refused('invalid_request', 'somebody in the chain of the subject token may not act, or the token is older');
    }
    if (await this.revoked.isAmong(tx, subject)) throw refused('invalid_request', 'the subject token was revoked');
    const agentIds = [actorId, ...chain];
    const links = await this.links.of(tx, { personId, agentIds });
    if (!links || !delegations.every((id) => links.delegations.includes(id))) {
      throw refused('invalid_request', 'somebody in the chain does not, or no longer, let the next agent act for them');
    }
    const facts = await this.chains.of(tx, { personId, agentIds });
    if (!facts) throw refused('invalid_request', 'the agent, its owner or what it is a part of may not act');
    const root = subject.root ?? subject.jti;
    const kept = {
      ...(workload && { workload }),
      ...(signIn && { signIn }),
      ...(subject.grant !== null && { grant: subject.grant }),
    };
    return { facts: { ...facts, delegations: links.delegations, root, ...kept }, scopes: links.scopes };
  }
}

function refuseOtherTypes(params: Readonly<Record<string, unknown>>): void {
  const { subject_token_type: given, requested_token_type: wanted = ACCESS_TOKEN } = params;
  if (given !== ACCESS_TOKEN) throw refused('invalid_request', `subject_token_type is ${ACCESS_TOKEN}`);
  if (wanted !== ACCESS_TOKEN) throw refused('invalid_request', 'nothing but access tokens is issued here');
}

/** RFC 8693 §4.4: a token that names who may act for its subject lets nobody else. */
function refuseUnnamedActor(token: string, actorId: string, issuer: string): void {
  const { may_act: named } = decodeJwt(token);
  if (named === undefined) return;
  const isActor = isObject(named) && named['sub'] === actorId && (named['iss'] ?? issuer) === issuer;
  if (!isActor) throw refused('invalid_request', 'the subject token names another actor');
}
