import { Refusal, isObject } from '@app/kernel';
import { configurationUrl, transmitterUrl } from './core/address.js';
import { jsonFrom } from './transmitter-http.js';

/** What a transmitter says of itself. */
export type Transmitter = Readonly<{ issuer: string; jwksUrl: string; deliveries: readonly string[] }>;

/**
 * Reads a transmitter's configuration (SSF 1.0 §7). What it says counts only under the very name it was asked by.
 * @throws Refusal `signal-stream.invalid`, `signal.transmitter-unavailable`
 */
export async function discover(issuer: string): Promise<Transmitter> {
  const url = transmitterUrl(issuer);
  if (!url) throw new Refusal('signal-stream.invalid', 'issuer');
  const found = await jsonFrom(configurationUrl(url));
  if (!isObject(found) || found['issuer'] !== issuer) {
    throw new Refusal('signal-stream.invalid', 'the configuration there names another issuer');
  }
  const { jwks_uri: jwksUrl, delivery_methods_supported: methods } = found;
  if (typeof jwksUrl !== 'string' || !transmitterUrl(jwksUrl)) {
    throw new Refusal('signal-stream.invalid', 'the configuration there names no jwks_uri that is called');
  }
  const deliveries = Array.isArray(methods) ? methods.filter((method) => typeof method === 'string') : [];
  return { issuer, jwksUrl, deliveries };
}
