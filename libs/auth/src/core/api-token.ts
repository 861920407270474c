import { hash, timingSafeEqual } from 'node:crypto';

/** Longest life of an API token. */
export const MOST_TOKEN_DAYS = 365;

/** A token of a person's programs, `sat_<token id>_<32 random bytes in base64url>`; only the hash of its secret is kept. */
export type ApiToken = Readonly<{ id: string; secret: string }>;

export const API_TOKEN_PREFIX = 'sat_';
const form = /^sat_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export const writtenToken = ({ id, secret }: ApiToken): string => `${API_TOKEN_PREFIX}${id}_${secret}`;

/** Null for anything that cannot be one of our tokens. */
export function parseApiToken(text: string): ApiToken | null {
  const [, id, secret] = form.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

export const hashOfToken = ({ secret }: Pick<ApiToken, 'secret'>): Buffer => hash('sha256', secret, 'buffer');

type Kept = Readonly<{ tokenHash: Buffer; expiresAt: Date; revokedAt: Date | null; epoch: number }>;

/** @param epoch the owner's, now: whatever restricted them since has ended the token for good */
export const opensApi = (token: ApiToken, kept: Kept, epoch: number, now: Date): boolean =>
  timingSafeEqual(hashOfToken(token), kept.tokenHash) &&
  kept.revokedAt === null &&
  now < kept.expiresAt &&
  kept.epoch === epoch;

/** Areas of `/api/v1`, and the evaluations of AuthZEN, that tokens can be made for. Roles, sessions, tokens, keys and break-glass are none. */
export const areas = [
  'access',
  'agents',
  'blueprints',
  'campaigns',
  'client-rules',
  'clients',
  'dead-letters',
  'decisions',
  'delegations',
  'evaluations',
  'groups',
  'identity-providers',
  'kill-switches',
  'ledger',
  'lifecycle',
  'notifications',
  'owner-proposals',
  'people',
  'profiles',
  'receipts',
  'reports',
  'servers',
  'signal-holds',
  'signal-streams',
  'sources',
  'successions',
  'tools',
  'transfers',
  'trusted-issuers',
  'webhooks',
] as const;
export const scopeForm = new RegExp(`^(${areas.join('|')}):(read|write)$`);

/** The scope that a request needs, or null for what no token opens. `write` holds `read`, too; some that are posted only ask. */
export function scopeOf(method: string, route: string): string | null {
  if (route.startsWith('/access/v1/')) return 'evaluations:read';
  if (route.startsWith('/ledger/')) return 'ledger:read';
  if (route === '/api/v1/decisions/explain' || route === '/api/v1/decisions/simulate') return 'decisions:read';
  const area = /^\/api\/v1\/([a-z-]+)(?:\/|$)/.exec(route)?.[1];
  const kind = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  return area !== undefined && scopeForm.test(`${area}:${kind}`) ? `${area}:${kind}` : null;
}

export function coversScope(scopes: readonly string[], wanted: string): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.replace(/:read$/, ':write'));
}
