import { type Configuration, type KoaContextWithOIDC, errors, interactionPolicy } from 'oidc-provider';
import { TOKEN_SECONDS, TOOLS_SCOPE } from '../../core/token-claims.js';
import { CODE_SECONDS, CONSENT_HOURS, DECISION_SECONDS } from '../../core/term.js';
import { devicePages } from './device-pages.js';
import { wantedSignIn } from './wanted-sign-in.js';

const { Check, Prompt } = interactionPolicy;
const CONSENT_SECONDS = CONSENT_HOURS * 3600;

/** The console's page on which people decide; `details` and `decision` are below it. */
export const interactionPage = (uid: string): string => `/interaction/${uid}`;

/**
 * Each request asks the person anew. Who they are is said by their web session when they decide; the library's own
 * session never answers for anybody.
 */
const agreed = new Check('not-agreed', 'the person has not agreed', (ctx) => {
  if (!ctx.oidc.requestParamScopes.has(TOOLS_SCOPE)) {
    throw new errors.InvalidScope('there is one scope here', TOOLS_SCOPE);
  }
  if (ctx.oidc.result?.consent === undefined) return Check.REQUEST_PROMPT;
  if (!ctx.oidc.account) throw new errors.AccessDenied('the person may not act any more');
  return Check.NO_NEED_TO_PROMPT;
});

/**
 * Web pages that a client runs on may read its tokens: those that its codes may be sent to. `null` is the origin of
 * whatever has none, of a sandboxed page of anybody as of an application's own scheme.
 */
function isOwnOrigin(origin: string, redirectUris: readonly string[] | undefined): boolean {
  if (origin === 'null') return false;
  return (redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin);
}

/** RFC 6749 §4.1 with PKCE S256 for public clients that people connect, and the device flow (RFC 8628). */
export const codeFlow = (mayAct: (personId: string) => Promise<boolean>) =>
  ({
    responseTypes: ['code'],
    extraParams: wantedSignIn,
    subjectTypes: ['public'],
    interactions: {
      policy: [
        new Prompt({ name: 'login', requestable: true }),
        new Prompt({ name: 'consent', requestable: true }, agreed),
      ],
      url: (_ctx, { uid }) => interactionPage(uid),
    },
    findAccount: async (_ctx, accountId) =>
      (await mayAct(accountId)) ? { accountId, claims: () => ({ sub: accountId }) } : undefined,
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    clientBasedCORS: (_ctx, origin, client) => isOwnOrigin(origin, client.redirectUris),
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      DeviceCode: DECISION_SECONDS,
      Grant: CONSENT_SECONDS,
      Interaction: DECISION_SECONDS,
      // the life of the first one is the life of all that follow it
      RefreshToken: (ctx: KoaContextWithOIDC) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? CONSENT_SECONDS,
      Session: DECISION_SECONDS,
    },
    deviceFlow: { enabled: true, ...devicePages },
  }) satisfies Configuration & { deviceFlow: NonNullable<Configuration['features']>['deviceFlow'] };
