/** What a trusted issuer states: workloads of a platform, or (`id_jag`) for which person a client asks. */
export const issuerKinds = ['kubernetes', 'github_actions', 'spiffe', 'gcp', 'aws', 'oidc', 'id_jag'] as const;
export type IssuerKind = (typeof issuerKinds)[number];

/** One claim and the value it must have, of the same type; `pointer` leads to it (RFC 6901). */
export type ClaimMatcher = Readonly<{ pointer: string; equals: string | number | boolean }>;
/** What a token must say to be of an agent: the subject, or claims, or both. All of it, exactly. */
export type Matchers = Readonly<{ subject: string | null; claims: readonly ClaimMatcher[] }>;
export type Binding = Matchers & Readonly<{ agentId: string }>;
type Claims = Readonly<Record<string, unknown>>;

/** The agent that a workload is, or why it is none. */
export type Resolved = Readonly<{ agentId: string } | { fault: 'unbound' | 'ambiguous' }>;

/** The agent whose bindings the claims fulfil; of two agents neither is meant. */
export function resolve(bindings: readonly Binding[], claims: Claims): Resolved {
  const found = new Set(bindings.filter((binding) => fulfils(binding, claims)).map(({ agentId }) => agentId));
  const [agentId] = found;
  if (agentId === undefined) return { fault: 'unbound' };
  return found.size > 1 ? { fault: 'ambiguous' } : { agentId };
}

function fulfils({ subject, claims: wanted }: Matchers, claims: Claims): boolean {
  if (subject === null && wanted.length === 0) return false;
  if (subject !== null && claims['sub'] !== subject) return false;
  return wanted.every(({ pointer, equals }) => at(claims, pointer) === equals);
}

/** @returns what the pointer leads to; undefined when there is no such place, also behind a list */
function at(claims: Claims, pointer: string): unknown {
  let value: unknown = claims;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return;
    value = (value as Claims)[name];
  }
  return value;
}

/** The one text of what is matched, by which two bindings of the same are found out. */
export function matcherKey({ subject, claims }: Matchers): string {
  const pairs = claims.map(({ pointer, equals }) => [pointer, equals]);
  return JSON.stringify([subject, ...pairs.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))]);
}

type Rule = Readonly<{ says: string; holds: (matchers: Matchers, issuer: string) => boolean }>;

const names =
  (...pointers: string[]) =>
  ({ claims }: Matchers): boolean =>
    pointers.every((wanted) => claims.some(({ pointer }) => pointer === wanted));
const namesOne =
  (...pointers: string[]) =>
  (matchers: Matchers): boolean =>
    pointers.some((pointer) => names(pointer)(matchers));
const hasSubject = ({ subject }: Matchers): boolean => subject !== null;

/** A name that somebody else can take over later proves nothing: each platform has something that is never reused. */
const rules: Readonly<Record<IssuerKind, readonly Rule[]>> = {
  kubernetes: [
    {
      says: 'the uid of the service account, which a new one of its name has not',
      holds: names('/kubernetes.io/serviceaccount/uid'),
    },
  ],
  github_actions: [
    {
      says: 'repository_id and repository_owner_id, since names are given again',
      holds: names('/repository_id', '/repository_owner_id'),
    },
    {
      says: 'environment, job_workflow_ref or ref, since any workflow of a repository gets tokens',
      holds: namesOne('/environment', '/job_workflow_ref', '/ref'),
    },
  ],
  spiffe: [
    {
      says: 'a SPIFFE ID of the trust domain as subject',
      holds: ({ subject }, issuer) => subject?.startsWith(`${issuer}/`) === true,
    },
  ],
  gcp: [
    { says: 'the numeric id of the service account as subject', holds: ({ subject }) => /^\d+$/.test(subject ?? '') },
  ],
  aws: [
    {
      says: 'the ARN of the role as subject',
      holds: ({ subject }) => /^arn:aws[a-z-]*:(iam|sts)::\d{12}:/.test(subject ?? ''),
    },
  ],
  oidc: [{ says: 'a subject', holds: hasSubject }],
  id_jag: [{ says: 'nothing: such an issuer speaks of people, not of workloads', holds: () => false }],
};

/** @returns what a binding to an issuer of this kind must name and this one does not, or null */
export const missingFrom = (kind: IssuerKind, issuer: string, matchers: Matchers): string | null =>
  rules[kind].find(({ holds }) => !holds(matchers, issuer))?.says ?? null;

/** Signature algorithms that an issuer of each kind uses, unless its administrator says otherwise. */
export const usualAlgorithms: Readonly<Record<IssuerKind, readonly string[]>> = {
  kubernetes: ['RS256', 'ES256'],
  github_actions: ['RS256'],
  spiffe: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'],
  gcp: ['RS256'],
  aws: ['RS256', 'ES384'],
  oidc: ['RS256', 'ES256'],
  id_jag: ['RS256', 'ES256', 'PS256', 'EdDSA'],
};
/** Never one that a public key could be turned into a secret of. */
export const asymmetricAlgorithms = 'ES256 ES384 ES512 Ed25519 EdDSA PS256 PS384 PS512 RS256 RS384 RS512'.split(' ');
