import { Injectable } from '@nestjs/common';
import { type JWTVerifyGetKey, type RemoteJWKSet, createLocalJWKSet, createRemoteJWKSet, customFetch } from 'jose';
import type { SignalStreamRow } from './signal-stream.row.js';
import { jsonFrom } from './transmitter-http.js';

/** Published keys are read again at most this often, however many tokens name a key that is not among them. */
const COOLDOWN_MS = 60_000;
const CACHED_MS = 600_000;

type Published = Readonly<{ url: string; keys: RemoteJWKSet }>;

/** The keys by which transmitters sign: given by the administrator, or read from where the transmitter has them. */
@Injectable()
export class TransmitterKeys {
  private readonly published = new Map<string, Published>();

  of({ id, jwks, jwksUrl }: SignalStreamRow): JWTVerifyGetKey | RemoteJWKSet {
    if (jwks) return createLocalJWKSet(jwks);
    const known = this.published.get(id);
    if (known && known.url === jwksUrl) return known.keys;
    const url = String(jwksUrl);
    const keys = createRemoteJWKSet(new URL(url), {
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: CACHED_MS,
      [customFetch]: async (address) => Response.json(await jsonFrom(new URL(address))),
    });
    this.published.set(id, { url, keys });
    return keys;
  }
}
