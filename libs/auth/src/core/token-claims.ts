/** Scope of every access token: it opens the gateway and says nothing about tools, which are decided live. */
export const TOOLS_SCOPE = 'mcp:tools';
/** Lifetime of an access token, and the longest an assertion may live, in seconds. */
export const TOKEN_SECONDS = 300;

/** What an access token says, once its signature, issuer, audience and time were found good. */
export type VerifiedToken = Readonly<{
  agentId: string;
  /** The signed-in person whom the agent acts for; null when it acts for its owner. */
  personId: string | null;
  clientId: string;
  scope: string;
  /** RFC 8707 resource that the token is for: the gateway as a whole, or one server's endpoint. */
  audience: string;
  /** Epochs at the time of issue, to be compared with the fence; `agents` holds one for each agent of the chain. */
  epochs: Readonly<{ subject: number; owner: number; agents: readonly number[] }>;
  expiresAt: Date;
  jti: string;
}>;

/** The claims that we add to a token (RFC 9068 §2.2.3 leaves room for them). */
export type AgentClaims = Readonly<{
  sub_profile: 'ai_agent';
  iga: Readonly<{ own: string; se: number; oe: number; ae: readonly number[] }>;
}>;

/** A token of an agent that acts for its owner: the agent is subject and chain at once. */
export const agentClaims = (ownerId: string, agentEpoch: number, ownerEpoch: number): AgentClaims => ({
  sub_profile: 'ai_agent',
  iga: { own: ownerId, se: agentEpoch, oe: ownerEpoch, ae: [agentEpoch] },
});

/**
 * Reads verified claims, or answers null when one of them is missing or of another shape. Epochs must be safe
 * integers: a missing one would compare as `undefined < 5`, which is false, which would let the token pass.
 */
export function readClaims(claims: Readonly<Record<string, unknown>>): VerifiedToken | null {
  const { sub, client_id: clientId, scope, aud, exp, jti, iga } = claims;
  if (!isId(sub) || clientId !== sub || claims['sub_profile'] !== 'ai_agent') return null;
  if ('act' in claims || 'cnf' in claims) return null; // bound or delegated tokens need checks of their own
  if (typeof scope !== 'string' || !scope.split(' ').includes(TOOLS_SCOPE)) return null;
  if (typeof aud !== 'string' || typeof jti !== 'string' || jti === '' || !isEpoch(exp)) return null;
  if (!isRecord(iga) || !isId(iga['own'])) return null;
  const { se, oe, ae } = iga;
  if (!isEpoch(se) || !isEpoch(oe) || !Array.isArray(ae) || ae.length !== 1 || !ae.every(isEpoch)) return null;
  return {
    agentId: sub,
    personId: null,
    clientId,
    scope,
    audience: aud,
    epochs: { subject: se, owner: oe, agents: ae },
    expiresAt: new Date(exp * 1000),
    jti,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isEpoch = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a text is a UUID in lower case, as all our ids are. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
