import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CryptoKey, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importPKCS8 } from 'jose';
import type { AccessTokens, HolderProofs, Holding } from '@app/auth';
import { startEchoUpstream } from './support/echo-upstream.js';
import { median, progress, report, rounded } from './support/figures.js';
import { House, layGround, newOwner } from './support/house.js';

/**
 * What it costs to know who calls: verifying a token, for the first time and again, and a proof of possession, in one
 * process; tokens and answers about them, over HTTP. The variants take turns, so that what else the machine does falls
 * on all of them alike; shown are medians of the rounds.
 */
const ROUNDS = 15;
const TOKENS = 200;
const REPEATS = 100;
const REQUESTS = 200;
const CONNECTIONS = 32;

const built = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.resolve('dist/libs/auth/src', file)).href)) as T;
type Made<T> = new (...parts: unknown[]) => T;

/** Microseconds each call took, one after another. */
async function each(times: number, call: (i: number) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < times; i++) await call(i);
  return ((performance.now() - from) * 1000) / times;
}

const publicUrl = 'http://bench.example';
const now = (): number => Math.floor(Date.now() / 1000);
const unique = (): string => crypto.randomUUID();

async function inProcess() {
  const { AccessTokens: Tokens } = await built<{ AccessTokens: Made<AccessTokens> }>('tokens/access-tokens.js');
  const { HolderProofs: Proofs } = await built<{ HolderProofs: Made<HolderProofs> }>('tokens/holder-proofs.js');
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const clock = { now: () => new Date() };
  const keys = { verifying: () => Promise.resolve(publicKey), isGood: () => true };
  const tokens = new Tokens(keys, clock, { publicUrl }, { includes: () => false });
  // the proof's insert, which is a way to the database, is measured with the gateway's calls, not here
  const proofs = new Proofs({ lookUp: () => Promise.resolve([{}]) }, clock);
  const holder = await generateKeyPair('ES256');
  const jwk = await exportJWK(holder.publicKey);
  const jkt = await calculateJwkThumbprint(jwk);
  const token = () => {
    const [agent, owner] = [unique(), unique()];
    const about = { client_id: agent, scope: 'mcp:tools', sub_profile: 'ai_agent' };
    return new SignJWT({ ...about, cnf: { jkt }, iga: { own: owner, se: 0, oe: 0, ae: [0] } })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' })
      .setIssuer(`${publicUrl}/oauth`)
      .setAudience(`${publicUrl}/mcp`)
      .setSubject(agent)
      .setJti(unique())
      .setIssuedAt()
      .setExpirationTime('300s')
      .sign(privateKey);
  };
  const holding = async (held: string): Promise<Holding> => ({
    scheme: 'dpop',
    token: held,
    method: 'POST',
    url: `${publicUrl}/mcp`,
    certificate: undefined,
    proof: await new SignJWT({
      htm: 'POST',
      htu: `${publicUrl}/mcp`,
      iat: now(),
      jti: unique(),
      ath: Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(held))).toString('base64url'),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .sign(holder.privateKey),
  });
  return {
    async round() {
      const fresh = await Promise.all(Array.from({ length: TOKENS }, token));
      const held = await Promise.all(fresh.map(holding));
      const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
      return {
        uncached: await each(TOKENS, async (i) => tokens.verify(at(fresh, i))),
        cached: await each(TOKENS * REPEATS, async (i) => tokens.verify(at(fresh, i))),
        proof: await each(TOKENS, async (i) => proofs.check({ confirmation: { jkt } }, at(held, i))),
      };
    },
  };
}

type Wanted = Readonly<{ path: string; body: Record<string, string>; headers?: Record<string, string> }>;

/** Requests each second with all of them on their way from `CONNECTIONS` clients; what they send was made before. */
async function rate(url: string, wanted: readonly Wanted[]): Promise<number> {
  const left = [...wanted];
  const from = performance.now();
  const client = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const { headers = {}, body } = next;
      const answer = await fetch(`${url}/oauth${next.path}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(body),
      });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return wanted.length / ((performance.now() - from) / 1000);
}

async function overHttp(house: House, agent: { id: string; key: CryptoKey; token: string }) {
  const holder = await generateKeyPair('ES256');
  const jwk = await exportJWK(holder.publicKey);
  const proven = async (): Promise<Record<string, string>> => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT({ jti: unique() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(agent.id)
      .setSubject(agent.id)
      .setAudience(`${house.url}/oauth`)
      .setIssuedAt()
      .setExpirationTime('120s')
      .sign(agent.key),
  });
  const proof = () =>
    new SignJWT({ htm: 'POST', htu: `${house.url}/oauth/token`, iat: now(), jti: unique() })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .sign(holder.privateKey);
  const many = <T>(make: () => Promise<T>) => Promise.all(Array.from({ length: REQUESTS }, make));
  const grant = { grant_type: 'client_credentials' };
  return {
    async round() {
      const plain = await many(async () => ({ path: '/token', body: { ...grant, ...(await proven()) } }));
      const bound = await many(async () => ({
        path: '/token',
        body: { ...grant, ...(await proven()) },
        headers: { dpop: await proof() },
      }));
      const { token } = agent;
      const asked = await many(async () => ({ path: '/token/introspection', body: { token, ...(await proven()) } }));
      return {
        tokens: await rate(house.url, plain),
        boundTokens: await rate(house.url, bound),
        introspections: await rate(house.url, asked),
      };
    },
  };
}

const local = await inProcess();
const upstream = await startEchoUpstream();
const house = await House.open();
try {
  const { agent } = await newOwner(house, await layGround(house, upstream.url), 'owner');
  const key = await importPKCS8(agent.privateKeyPem, 'ES256');
  const remote = await overHttp(house, { id: agent.id, key, token: await agent.token() });
  await local.round(); // warm
  await remote.round();
  const inside: Awaited<ReturnType<typeof local.round>>[] = [];
  const outside: Awaited<ReturnType<typeof remote.round>>[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    inside.push(await local.round());
    outside.push(await remote.round());
    progress(`round ${round}/${ROUNDS}`);
  }
  const middle = <K extends string>(rounds: readonly Record<K, number>[], name: K) =>
    rounded(median(rounds.map((one) => one[name])), 1);
  const figures = {
    rounds: ROUNDS,
    connections: CONNECTIONS,
    verifyUs: { uncached: middle(inside, 'uncached'), cached: middle(inside, 'cached') },
    dpopProofUs: middle(inside, 'proof'),
    tokenRequestsPerSecond: middle(outside, 'tokens'),
    boundTokenRequestsPerSecond: middle(outside, 'boundTokens'),
    introspectionsPerSecond: middle(outside, 'introspections'),
  };
  report(
    'auth',
    [
      {
        'verify µs': figures.verifyUs.uncached,
        'cached µs': figures.verifyUs.cached,
        'DPoP proof µs': figures.dpopProofUs,
        'tokens/s': figures.tokenRequestsPerSecond,
        'bound tokens/s': figures.boundTokenRequestsPerSecond,
        'introspections/s': figures.introspectionsPerSecond,
      },
    ],
    figures,
  );
} finally {
  await house.close();
  await upstream.close();
}
