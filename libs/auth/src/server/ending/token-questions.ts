import { Injectable } from '@nestjs/common';
import type { Client, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import { Refusal } from '@app/kernel';
import type { VerifiedToken } from '../../core/token-claims.js';
import { AccessTokens } from '../../tokens/access-tokens.js';
import { Introspection } from './introspection.js';
import { PersonTokens } from '../people/person-tokens.js';
import { Revocation } from './revocation.js';

/** A request as the library answered it; without `oidc` it was for no address of its own. */
export type Asked = { oidc?: KoaContextWithOIDC['oidc']; status: number; body: unknown };

/**
 * Revocation and introspection of access tokens that are JWTs, which the library leaves to us: it authenticates the
 * client, then says `unsupported_token_type`, and we answer in its place. A client learns and ends only what is its own.
 */
@Injectable()
export class TokenQuestions {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revocation: Revocation,
    private readonly introspection: Introspection,
    private readonly people: PersonTokens,
  ) {}

  /** To be run after the library. */
  async answer(ctx: Asked): Promise<void> {
    const route = ctx.oidc?.route;
    if ((route !== 'revocation' && route !== 'introspection') || !isUnsupported(ctx.body)) return;
    const token = await this.own(ctx);
    if (route === 'revocation' && token) await this.revocation.ofToken(token);
    ctx.status = 200;
    ctx.body = route === 'revocation' ? '' : token ? await this.introspection.of(token) : { active: false };
  }

  /** Before the library ends a refresh token; were it after, a failure of ours could not be made good by asking again. */
  async mayRevoke(client: Client, token: Owned): Promise<boolean> {
    if (token.clientId !== client.clientId) return false;
    const { grantId, accountId, clientId } = token as RefreshToken;
    if (grantId && accountId && clientId) await this.revocation.ofGrant(grantId, { clientId, accountId });
    return true;
  }

  async mayIntrospect(client: Client, token: Owned): Promise<boolean> {
    if (token.clientId !== client.clientId || !('accountId' in token)) return false;
    const { accountId, grantId } = token as RefreshToken;
    return (await this.people.facts(accountId, client.clientId, grantId)) !== undefined;
  }

  /** The token that is asked about, if its signature and time are good and it is the client's. */
  private async own({ oidc }: Asked): Promise<VerifiedToken | undefined> {
    try {
      const token = await this.tokens.verify(String(oidc?.params?.['token']));
      return token.clientId === oidc?.client?.clientId ? token : undefined;
    } catch (refused) {
      if (refused instanceof Refusal && refused.status === 401) return undefined;
      throw refused;
    }
  }
}

type Owned = Readonly<{ clientId?: string | undefined }> & object;

const isUnsupported = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'error' in body && body.error === 'unsupported_token_type';
