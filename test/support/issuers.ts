import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { newId } from '@app/kernel';

type Claims = Readonly<Record<string, unknown>>;
export const seconds = (): number => Math.floor(Date.now() / 1000);

/** A foreign issuer with a real key set at a real address, which it counts the readings of. */
export async function startIssuer(alg = 'RS256', use?: string) {
  const server = createServer((_, response) => {
    state.reads += 1;
    if (state.down) return void response.writeHead(503).end();
    const keys = state.keys.map(({ jwk }) => jwk);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state = { reads: 0, down: false, keys: [] as { jwk: JWK; privateKey: CryptoKey }[] };
  const rotate = async () => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: newId(), alg, ...(use && { use }) };
    state.keys = [{ jwk, privateKey }];
  };
  await rotate();
  return {
    url,
    jwksUri: `${url}/jwks`,
    state,
    rotate,
    jwks: () => ({ keys: state.keys.map(({ jwk }) => jwk) }),
    /** Signed by the newest key; `undefined` takes a claim away. */
    sign: (claims: Claims, header: Claims = {}): Promise<string> => {
      const [{ jwk, privateKey } = { jwk: {}, privateKey: undefined }] = state.keys;
      const given = { iat: seconds(), exp: seconds() + 300, ...claims };
      const payload = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return new SignJWT(payload).setProtectedHeader({ alg, kid: jwk.kid!, ...header }).sign(privateKey!);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
