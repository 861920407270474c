import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type AdapterPayload, type ClientMetadata } from 'oidc-provider';
import { newId } from '@app/kernel';

type Account = { sub: string; acr?: string; amr?: string[]; ts?: number; claims?: Record<string, unknown> };

class MapAdapter implements Adapter {
  static rows = new Map<string, AdapterPayload>();
  constructor(private readonly model: string) {}
  private key = (id: string): string => `${this.model}:${id}`;
  upsert(id: string, payload: AdapterPayload): Promise<void> {
    MapAdapter.rows.set(this.key(id), payload);
    return Promise.resolve();
  }
  find(id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(MapAdapter.rows.get(this.key(id)));
  }
  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const rows = [...MapAdapter.rows].filter(([key]) => key.startsWith(`${this.model}:`));
    return Promise.resolve(rows.find(([, row]) => row.uid === uid)?.[1]);
  }
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  consume(id: string): Promise<void> {
    const row = MapAdapter.rows.get(this.key(id));
    if (row) row.consumed = Math.floor(Date.now() / 1000);
    return Promise.resolve();
  }
  destroy(id: string): Promise<void> {
    MapAdapter.rows.delete(this.key(id));
    return Promise.resolve();
  }
  revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, row] of MapAdapter.rows) if (row.grantId === grantId) MapAdapter.rows.delete(key);
    return Promise.resolve();
  }
}

/** Another company's OpenID provider: certified code on a loopback port, whose login page lets `account` in. */
export async function startOidcIdp() {
  const state = { account: undefined as Account | undefined, asked: [] as URLSearchParams[] };
  const clients = new Map<string, ClientMetadata>();
  class Adapted extends MapAdapter {
    override find(id: string): Promise<AdapterPayload | undefined> {
      return clients.has(id) ? Promise.resolve(clients.get(id) as AdapterPayload) : super.find(id);
    }
  }
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const server = createServer((request, answer) => void handle(request, answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const provider = new Provider(issuer, {
    adapter: Adapted,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'idp', alg: 'ES256', use: 'sig' }] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    acrValues: ['strong', 'weak'],
    claims: { openid: ['sub', 'employeeNumber'], acr: null, amr: null, auth_time: null } as never,
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    pkce: { required: () => false },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['idp'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => Promise.resolve({ sub, ...state.account?.claims }),
    }),
  });
  const callback = provider.callback();

  async function handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) return callback(request, answer);
    const { prompt, params } = await provider.interactionDetails(request, answer);
    state.asked.push(new URLSearchParams(params as Record<string, string>));
    if (!state.account) {
      const denied = { error: 'access_denied' };
      return provider.interactionFinished(request, answer, denied, { mergeWithLastSubmission: false });
    }
    const { sub, acr, amr, ts } = state.account;
    if (prompt.name === 'login') {
      const login = { accountId: sub, ...(acr && { acr }), ...(amr && { amr }), ...(ts && { ts }) };
      return provider.interactionFinished(request, answer, { login }, { mergeWithLastSubmission: false });
    }
    const grant = new provider.Grant({ accountId: sub, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid profile');
    grant.addOIDCClaims(['employeeNumber']);
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, answer, { consent }, { mergeWithLastSubmission: true });
  }

  return {
    issuer,
    state,
    admit: (client: ClientMetadata) => void clients.set(client.client_id, client),
    /** Plays the browser at the provider. @returns where it is sent back to us */
    async pass(url: string): Promise<string> {
      const jar = new Map<string, string>();
      for (let next = new URL(url); ;) {
        const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
        const answer = await fetch(next, { redirect: 'manual', headers });
        for (const set of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          jar.set(name, value);
        }
        const location = answer.headers.get('location');
        if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
        next = new URL(location, next);
        if (next.origin !== issuer) return next.href;
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A provider that would say anything: what it answers at its token endpoint is the test's. */
export async function startForgingIdp() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' };
  const state = { idToken: '', asked: [] as URLSearchParams[], configuration: {} as object, jwks: { keys: [jwk] } };
  let issuer = '';
  const answers: Record<string, () => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      ...state.configuration,
    }),
    '/jwks': () => state.jwks,
    '/token': () => ({ access_token: newId(), token_type: 'bearer', expires_in: 60, id_token: state.idToken }),
  };
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/token') state.asked.push(new URLSearchParams(Buffer.concat(parts).toString()));
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify(answers[request.url ?? '']?.() ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const now = Math.floor(Date.now() / 1000);
  return {
    issuer,
    state,
    privateKey,
    publicKey,
    sign: (claims: Record<string, unknown>, key = privateKey, header: object = {}): Promise<string> =>
      new SignJWT({ iss: issuer, iat: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header })
        .sign(key),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
