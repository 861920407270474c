import { Injectable } from '@nestjs/common';
import { type JSONWebKeySet, type JWTVerifyGetKey, createLocalJWKSet, createRemoteJWKSet, customFetch } from 'jose';
import { type TrustedIssuerRow } from '@app/agents';
import { Surroundings, isObject } from '@app/kernel';
import { publicJson } from '../../outbound/guarded-fetch.js';

/** A key that nobody knows is asked for at most this often; a key that has just been rotated in waits as long. */
const COOLDOWN_MS = 5000;
/** Keys that were read are believed so long while their issuer cannot be reached. */
const BELIEVED_MS = 600_000;

type Known = Readonly<{ address: string; keys: JWTVerifyGetKey }>;

/** Public keys of trusted issuers: pinned by an administrator, or read from where the issuer publishes them. */
@Injectable()
export class IssuerKeys {
  private readonly known = new Map<string, Known>();

  constructor(private readonly surroundings: Surroundings) {}

  of({ id, jwksUri, pinnedJwks }: TrustedIssuerRow): JWTVerifyGetKey {
    if (jwksUri === null) return createLocalJWKSet(forSignatures(pinnedJwks));
    const known = this.known.get(id);
    if (known?.address === jwksUri) return known.keys;
    const allowPrivate = this.surroundings.privateAddresses === true;
    const keys = createRemoteJWKSet(new URL(jwksUri), {
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: BELIEVED_MS,
      [customFetch]: patient(async (address) => forSignatures(await publicJson(address, allowPrivate))),
    });
    this.known.set(id, { address: jwksUri, keys });
    return keys;
  }
}

/** The library lets a failed reading be repeated at once; whoever sends us strange keys shall not make us hammer. */
function patient(read: (address: string) => Promise<JSONWebKeySet>): (address: string) => Promise<Response> {
  let failedAt = -Infinity;
  return async (address) => {
    if (performance.now() - failedAt < COOLDOWN_MS) throw new Error('the keys could not be read a moment ago');
    try {
      return Response.json(await read(address));
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  };
}

const forOthers = ['x509-svid', 'enc'];

/** SPIFFE bundles mark keys `use: jwt-svid`, which the library would pass over; what a key may sign our row says. */
function forSignatures(set: unknown): JSONWebKeySet {
  const keys = isObject(set) && Array.isArray(set['keys']) ? (set['keys'] as JSONWebKeySet['keys']) : [];
  const fit = keys.filter((key) => isObject(key) && !forOthers.includes(String(key.use)));
  return { keys: fit.map((key) => ({ ...key, use: 'sig', key_ops: ['verify'] })) };
}
