import { isGatewayResource } from '../../core/gateway-resource.js';
import { TOKEN_SECONDS, type TokenFacts, subjectOf } from '../../core/token-claims.js';
import { gatewayServer } from '../issuing/gateway-server.js';
import type { GrantContext } from './context.js';
import { refused } from './refused.js';
import type { SenderKey } from './sender-key.js';
import { stamp } from './stamped.js';

export type Granted = Readonly<{
  facts: TokenFacts;
  scope: string;
  /** RFC 8707 resource that the token is for. */
  resource: string;
  /** When the token ends at the latest. */
  until?: Date;
  sender: SenderKey;
  /** Further members of the answer. */
  says?: Readonly<Record<string, unknown>>;
}>;

/** Issues the token that a grant decided on and answers with it (RFC 6749 §5.1). */
export async function issue(ctx: GrantContext, now: Date, granted: Granted): Promise<void> {
  const { facts, scope, resource, until, sender, says } = granted;
  const left = until ? Math.floor((until.getTime() - now.getTime()) / 1000) : TOKEN_SECONDS;
  const expiresIn = Math.min(TOKEN_SECONDS, left);
  if (expiresIn < 1) throw refused('invalid_request', 'the subject token is about to expire');
  const { provider, client } = ctx.oidc;
  const resourceServer = new provider.ResourceServer(resource, gatewayServer(resource));
  const token = new provider.AccessToken({
    client,
    accountId: subjectOf(facts),
    resourceServer,
    scope,
    expiresIn,
    grantId: '', // nothing is kept of a grant that is made and used in one request
    gty: String(ctx.oidc.params.grant_type),
  });
  await sender.bind(token);
  const access_token = await stamp(token, facts).save();
  ctx.body = { ...says, access_token, expires_in: expiresIn, scope, token_type: sender.tokenType };
}

/** The scope that is asked for, if everything that limits it lets it through; without a word of it, all of the first. */
export function narrowedScope(wanted: unknown, ...limits: readonly [string, ...string[]]): string {
  const asked = typeof wanted === 'string' && wanted !== '' ? wanted : limits[0];
  const within = (limit: string) => asked.split(' ').every((scope) => limit.split(' ').includes(scope));
  if (!limits.every(within)) throw refused('invalid_scope', 'more scope is asked for than there is to give');
  return asked;
}

/** The resource that is asked for, if it is the one that is given or one server of it; without a word of it, that one. */
export function narrowedResource(publicUrl: string, wanted: unknown, given: string): string {
  if (wanted === undefined || wanted === given) return given;
  const isOurs = typeof wanted === 'string' && isGatewayResource(publicUrl, wanted);
  if (!isOurs || !wanted.startsWith(`${given}/`)) {
    throw refused('invalid_target', 'a token for this resource cannot be had here');
  }
  return wanted;
}
