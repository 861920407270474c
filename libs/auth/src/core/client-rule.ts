/** What of a client a rule compares, in order of weight: of several that allow, the first kind names the terms. */
export const clientRuleKinds = ['client_id', 'cimd_domain', 'redirect_host'] as const;
export type ClientRuleKind = (typeof clientRuleKinds)[number];

/** How a client became known: by its own document (CIMD), by registering itself (RFC 7591), or by an administrator. */
export type Registration = 'cimd' | 'dcr' | 'static';
export type JudgedClient = Readonly<{ clientId: string; redirectUris: readonly string[]; registration: Registration }>;
export type ClientRule = Readonly<{ kind: ClientRuleKind; value: string; effect: 'allow' | 'deny' }>;

/** What a client that acts for a signed-in person may ask for. */
export const personalGrants: readonly string[] = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
];

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where a redirect URI leads, as rules name it: a host; `localhost` for every address of the own machine; for a
 * private-use scheme (RFC 8252 §7.1) the scheme with its colon. Null: nowhere that codes may be sent to.
 */
export function redirectTarget(uri: string): string | null {
  if (!URL.canParse(uri)) return null;
  const { protocol, hostname, username, password, hash } = new URL(uri);
  if (hash !== '' || username !== '' || password !== '') return null;
  if (protocol === 'https:' || protocol === 'http:') {
    if (LOOPBACK.has(hostname)) return 'localhost';
    return protocol === 'https:' ? hostname : null;
  }
  return isPrivateScheme(protocol) ? protocol : null;
}

/** Schemes that a browser acts on by itself never carry a code. */
const isPrivateScheme = (protocol: string): boolean =>
  /^[a-z][a-z0-9+.-]*:$/.test(protocol) &&
  !['javascript:', 'data:', 'file:', 'blob:', 'about:', 'ftp:', 'ws:', 'wss:', 'vbscript:', 'view-source:'].includes(
    protocol,
  );

/** Whether a host is the domain or a name below it: `evil-corp.com` is not below `corp.com`. */
export const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** The host of a client's metadata document, or null when the client id is no https address. */
export function documentHost(clientId: string): string | null {
  if (!clientId.startsWith('https://') || !URL.canParse(clientId)) return null;
  return new URL(clientId).hostname;
}

/**
 * The rule that admits a client, or null: whom no rule allows, or one denies, is refused. A client with a document of
 * its own needs a rule for itself or its domain, because where it redirects to proves nothing of it; any other needs a
 * rule for itself, or one for each place that it redirects to.
 */
export function ruleFor<Rule extends ClientRule>(client: JudgedClient, rules: readonly Rule[]): Rule | null {
  const targets = [...new Set(client.redirectUris.map(redirectTarget))];
  const found = targets.filter((target) => target !== null);
  if (found.length === 0 || found.length < targets.length) return null;
  const host = client.registration === 'cimd' ? documentHost(client.clientId) : null;
  const hits = ({ kind, value }: Rule): boolean => {
    if (kind === 'client_id') return value === client.clientId;
    return kind === 'cimd_domain' ? host !== null && isWithin(host, value) : found.includes(value);
  };
  const applying = rules.filter(hits);
  if (applying.some(({ effect }) => effect === 'deny')) return null;
  const ofKind = (wanted: ClientRuleKind) => applying.filter(({ kind }) => kind === wanted);
  const [own] = ofKind('client_id');
  const [domain] = ofKind('cimd_domain').sort((a, b) => b.value.length - a.value.length);
  if (own ?? domain) return own ?? domain ?? null;
  const redirects = client.registration === 'cimd' ? [] : ofKind('redirect_host');
  return found.every((target) => redirects.some(({ value }) => value === target)) ? strictest(redirects) : null;
}

/** Whether the document at this address may be read, by what is known before: the address. */
export function mayRead(clientId: string, rules: readonly ClientRule[]): boolean {
  const host = documentHost(clientId);
  if (host === null) return false;
  const named = rules.filter(({ kind, value }) =>
    kind === 'client_id' ? value === clientId : kind === 'cimd_domain' && isWithin(host, value),
  );
  return named.length > 0 && named.every(({ effect }) => effect === 'allow');
}

/** Of rules that admit a client only together, the one whose terms are the hardest. */
const strictest = <Rule extends ClientRule>(rules: readonly Rule[]): Rule | null =>
  rules.find((rule) => 'requiresApproval' in rule && rule.requiresApproval === true) ?? rules[0] ?? null;
