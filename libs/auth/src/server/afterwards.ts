import type { KoaContextWithOIDC } from 'oidc-provider';
import { TOOLS_SCOPE } from '../core/token-claims.js';
import { reuseIn } from './ending/reuse.js';
import type { StolenTokens } from './ending/stolen-tokens.js';

type Answered = { oidc?: KoaContextWithOIDC['oidc']; body: unknown };

/** What the library says of itself and is not so here: `openid` means nothing, and our pages post to nobody else. */
const corrections = { scopes_supported: [TOOLS_SCOPE], response_modes_supported: ['query', 'fragment'] };

/** What remains to be done when the library has answered and nothing has been sent yet. */
export async function afterwards(ctx: Answered, stolen: StolenTokens): Promise<void> {
  const route = ctx.oidc?.route ?? '';
  if (route === 'discovery') ctx.body = { ...(ctx.body as object), ...corrections };
  // whoever signed in here signed in for this one request
  if (route.endsWith('resume')) await ctx.oidc?.session?.destroy();
  const reuse = reuseIn(ctx);
  if (reuse) await stolen.came(reuse);
}
