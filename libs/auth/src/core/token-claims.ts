/** Scope of every access token: it opens the gateway and says nothing about tools, which are decided live. */
export const TOOLS_SCOPE = 'mcp:tools';
/** Lifetime of an access token, and the longest an assertion may live, in seconds. */
export const TOKEN_SECONDS = 300;
/** Most agents that may stand behind one another in a token; a longer chain is refused, never cut. */
export const MOST_AGENTS = 4;

/** How a token is bound to its holder's key (RFC 9449 §6, RFC 8705 §3.1), by SHA-256 thumbprint. */
export type Confirmation = Readonly<{ jkt: string }> | Readonly<{ 'x5t#S256': string }>;
/** The workload that proved an agent (RFC 7523): the foreign issuer and its subject. */
export type Workload = Readonly<{ iss: string; sub: string }>;

/** How the person at the root signed in; `at` in whole seconds (OIDC Core §2). */
export type TokenSignIn = Readonly<{ acr: string | null; amr: readonly string[]; at: Date }>;

/** What an access token says, once its signature, issuer, audience and time were found good. */
export type VerifiedToken = Readonly<{
  /** The agent that calls: the outermost of the chain. */
  agentId: string;
  /** The signed-in person at the root of the chain; null when the agent at the root acts for its owner. */
  personId: string | null;
  /** Every agent of the chain, the one that calls first, the one at the root last; one to `MOST_AGENTS`. */
  chain: readonly string[];
  /** Ids of the delegations between person and agent, and agent and agent, that the token rests on. */
  delegations: readonly string[];
  clientId: string;
  scope: string;
  /** RFC 8707 resource that the token is for: the gateway as a whole, or one server's endpoint. */
  audience: string;
  /** Epochs at the time of issue, to be compared with the fence; `agents` holds one for each agent of the chain. */
  epochs: Readonly<{ subject: number; owner: number; agents: readonly number[] }>;
  /** Null: a bearer token. */
  confirmation: Confirmation | null;
  workload: Workload | null;
  /** Of the person at the root; null when nobody is there, or how they signed in is not known. */
  signIn: TokenSignIn | null;
  /** Same in every token of one chain of exchanges; null in a token at its root, whose `jti` it is. */
  root: string | null;
  /** Same in every token that rests on one consent (see `grantMark`); null where there was none. */
  grant: string | null;
  expiresAt: Date;
  jti: string;
}>;

/** Who stands behind a token that is about to be issued, as the database knows them at this moment. */
export type TokenFacts = Readonly<{
  person: Readonly<{ id: string; epoch: number }> | null;
  /** The one that calls first. */
  agents: readonly Readonly<{ id: string; epoch: number }>[];
  /** Who answers for the agent that calls. */
  owner: Readonly<{ id: string; epoch: number }>;
  delegations: readonly string[];
  workload?: Workload;
  /** Stays what it was when a token is refreshed or exchanged. */
  signIn?: TokenSignIn;
  root?: string;
  grant?: string;
}>;

type Act = Readonly<{ sub: string; iss: string; sub_profile: 'ai_agent'; act?: Act }>;

/**
 * The claims that we add to a token (RFC 9068 §2.2.3 leaves room for them); `act` as in RFC 8693 §4.1, and how the
 * person signed in as in RFC 9068 §2.2.1.
 */
export type ChainClaims = Readonly<{
  sub_profile: 'user' | 'ai_agent';
  act?: Act;
  auth_time?: number;
  acr?: string;
  amr?: readonly string[];
  iga: Readonly<{
    own: string;
    se: number;
    oe: number;
    ae: readonly number[];
    dlg?: readonly string[];
    wl?: Workload;
    root?: string;
    grant?: string;
  }>;
}>;

/** Whom a token is about (`sub`): the person, or the agent at the root of the chain. */
export const subjectOf = ({ person, agents }: TokenFacts): string => person?.id ?? agents.at(-1)?.id ?? '';

/** @param issuer ours: every hop of the chain was issued and checked by us */
export function chainClaims(issuer: string, facts: TokenFacts): ChainClaims {
  const { person, agents, owner, delegations, workload, signIn, root, grant } = facts;
  // an agent at the root of the chain is the subject itself, and no actor
  const actors = person ? agents : agents.slice(0, -1);
  const act = actors.reduceRight<Act | undefined>(
    (inner, { id }) => ({ sub: id, iss: issuer, sub_profile: 'ai_agent', ...(inner && { act: inner }) }),
    undefined,
  );
  return {
    sub_profile: person ? 'user' : 'ai_agent',
    ...(act && { act }),
    ...(person && signIn && signInClaims(signIn)),
    iga: {
      own: owner.id,
      se: person?.epoch ?? agents.at(-1)?.epoch ?? -1,
      oe: owner.epoch,
      ae: agents.map(({ epoch }) => epoch),
      ...(delegations.length > 0 && { dlg: delegations }),
      ...(workload && { wl: workload }),
      ...(root !== undefined && { root }),
      ...(grant !== undefined && { grant }),
    },
  };
}

const signInClaims = ({ acr, amr, at }: TokenSignIn): Pick<ChainClaims, 'auth_time' | 'acr' | 'amr'> => ({
  auth_time: Math.floor(at.getTime() / 1000),
  ...(acr !== null && { acr }),
  ...(amr.length > 0 && { amr }),
});

/**
 * Reads verified claims, or answers null when one of them is missing or of another shape. Epochs must be safe
 * integers: a missing one would compare as `undefined < 5`, which is false, which would let the token pass.
 */
export function readClaims(claims: Readonly<Record<string, unknown>>): VerifiedToken | null {
  const { iss, sub, client_id: clientId, scope, aud, exp, jti, iga } = claims;
  if (!isId(sub) || typeof clientId !== 'string' || clientId === '') return null;
  const actors = 'act' in claims ? actorsOf(claims['act'], iss) : [];
  const isUser = claims['sub_profile'] === 'user';
  if (!actors || (!isUser && claims['sub_profile'] !== 'ai_agent')) return null;
  const chain = isUser ? actors : [...actors, sub];
  const [agentId] = chain;
  if (agentId === undefined || chain.length > MOST_AGENTS || new Set(chain).size !== chain.length) return null;
  if (typeof scope !== 'string' || typeof aud !== 'string' || typeof jti !== 'string' || jti === '' || !isEpoch(exp))
    return null;
  const confirmation = confirmationOf(claims);
  if (confirmation === undefined) return null;
  const signIn = isUser ? signInOf(claims) : null;
  if (signIn === undefined) return null;
  if (!isRecord(iga) || !isId(iga['own'])) return null;
  const { se, oe, ae, dlg = [], wl = null, root = null, grant = null } = iga;
  if (!isEpoch(se) || !isEpoch(oe) || !Array.isArray(ae) || ae.length !== chain.length || !ae.every(isEpoch))
    return null;
  if (!Array.isArray(dlg) || !dlg.every(isId)) return null;
  if (wl !== null && !isWorkload(wl)) return null;
  if (root !== null && typeof root !== 'string') return null;
  if (grant !== null && typeof grant !== 'string') return null;
  return {
    agentId,
    personId: isUser ? sub : null,
    chain,
    delegations: dlg,
    clientId,
    scope,
    audience: aud,
    epochs: { subject: se, owner: oe, agents: ae },
    confirmation,
    workload: wl,
    signIn,
    root,
    grant,
    expiresAt: new Date(exp * 1000),
    jti,
  };
}

/** The actors of a token, outermost first; null when one is not of our making. */
function actorsOf(act: unknown, issuer: unknown): string[] | null {
  const found: string[] = [];
  for (let next = act; next !== undefined; next = next['act']) {
    if (!isRecord(next) || !isId(next['sub']) || next['iss'] !== issuer || next['sub_profile'] !== 'ai_agent')
      return null;
    if ('cnf' in next || found.push(next['sub']) > MOST_AGENTS) return null;
  }
  return found;
}

/** Undefined: there is one, and it is none that we can check. */
function confirmationOf(claims: Readonly<Record<string, unknown>>): Confirmation | null | undefined {
  if (!('cnf' in claims)) return null;
  const { cnf } = claims;
  if (!isRecord(cnf) || Object.keys(cnf).length !== 1) return undefined;
  const { jkt, 'x5t#S256': x5t } = cnf;
  if (typeof jkt === 'string') return { jkt };
  return typeof x5t === 'string' ? { 'x5t#S256': x5t } : undefined;
}

/**
 * What somebody vouches for of a sign-in (OIDC Core §2). Null: nothing, or not when it was, without which the rest says
 * little. Undefined: something of another shape.
 */
export function signInOf(claims: Readonly<Record<string, unknown>>): TokenSignIn | null | undefined {
  const { auth_time: at, acr = null, amr = [] } = claims;
  if (acr !== null && typeof acr !== 'string') return undefined;
  if (!Array.isArray(amr) || !amr.every((each) => typeof each === 'string')) return undefined;
  if (at === undefined) return null;
  return isEpoch(at) ? { acr, amr, at: new Date(at * 1000) } : undefined;
}

/** Whether a token's scope lets it call tools (RFC 6749 §3.3). */
export const opensTools = (scope: string): boolean => scope.split(' ').includes(TOOLS_SCOPE);

const isWorkload = (value: unknown): value is Workload =>
  isRecord(value) && typeof value['iss'] === 'string' && typeof value['sub'] === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isEpoch = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a text is a UUID in lower case, as all our ids are. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
