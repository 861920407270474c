import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { newId } from '@app/kernel';

type Poll = {
  maxEvents?: number;
  returnImmediately?: boolean;
  ack: string[];
  setErrs: Record<string, { err: string }>;
};
export type Key = { kid: string; alg: string; privateKey: CryptoKey; jwk: JWK };

export async function newKey(kid = newId(), alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An identity provider's shared-signals side, over real HTTP: configuration, keys, and events to be polled. */
export async function startTransmitter(authorization = 'Bearer poll-secret') {
  const key = await newKey();
  const state = {
    keys: [key.jwk],
    keysRead: 0,
    /** Answers of the poll endpoint instead of its own: a status, or a text. */
    broken: undefined as undefined | { status: number; body?: string; location?: string },
    /** Waiting events by jti, as RFC 8936 has it. */
    waiting: new Map<string, string>(),
    polls: [] as (Poll & { headers: IncomingHttpHeaders })[],
    /** What the configuration says besides, or otherwise. */
    configuration: {} as Record<string, unknown>,
  };
  const answer = (path: string, headers: IncomingHttpHeaders, body: string): [number, unknown] => {
    if (path === '/.well-known/ssf-configuration') {
      const methods = ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'];
      return [
        200,
        { issuer: base, jwks_uri: `${base}/jwks`, delivery_methods_supported: methods, ...state.configuration },
      ];
    }
    if (path === '/jwks') {
      state.keysRead += 1;
      return [200, { keys: state.keys }];
    }
    if (path !== '/poll') return [404, {}];
    if (headers.authorization !== authorization) return [401, {}];
    const asked = JSON.parse(body) as Poll;
    state.polls.push({ ...asked, headers });
    for (const jti of [...asked.ack, ...Object.keys(asked.setErrs)]) state.waiting.delete(jti);
    const sets = [...state.waiting].slice(0, asked.maxEvents ?? 100);
    return [200, { sets: Object.fromEntries(sets), moreAvailable: sets.length < state.waiting.size }];
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (path === '/poll' && state.broken) {
        const { status, body: text = '', location } = state.broken;
        response.writeHead(status, location === undefined ? {} : { location }).end(text);
        return;
      }
      const [status, said] = answer(path, request.headers, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  /** A signed token as this transmitter would make it; `over` changes claims, `by` the signature. */
  const sign = (
    claims: Record<string, unknown>,
    { typ = 'secevent+jwt', signer = key, kid = signer.kid }: { typ?: string; signer?: Key; kid?: string } = {},
  ): Promise<string> => {
    const iat = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: base, aud: 'https://surety.test', iat, jti: newId(), ...claims })
      .setProtectedHeader({ alg: signer.alg, kid, typ })
      .sign(signer.privateKey);
  };
  return Object.assign(state, {
    base,
    key,
    authorization,
    sign,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
