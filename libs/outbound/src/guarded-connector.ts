import { type LookupAddress, lookup } from 'node:dns';
import { type LookupFunction, isIP } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { buildConnector } from 'undici';
import { isPrivate, isPublic } from './address-range.js';

/** Somebody gave us an address that we do not go to. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
  constructor() {
    super('the address is not a public one');
  }
}

export type Guarding = Readonly<{
  /** By the operator's setting, for servers on the company's own network. */
  allowPrivate: boolean;
  /** Until the connection stands, in milliseconds. */
  timeout: number;
  tls?: Pick<SecureContextOptions, 'cert' | 'key' | 'ca'> | undefined;
}>;

/**
 * The one way out to addresses that people or their servers name. Every address that a name has must be one that may be
 * gone to, and the connection goes to exactly those: a second look-up could answer otherwise (DNS rebinding). Addresses
 * that are link-local, of nobody, or of documentation are never gone to.
 */
export function guardedConnector({ allowPrivate, timeout, tls }: Guarding): buildConnector.connector {
  const may = (address: string): boolean => isPublic(address) || (allowPrivate && isPrivate(address));
  const checked: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (failure, found: LookupAddress[]) => {
      const [first] = failure ? [] : found;
      if (!first) return callback(failure ?? new ForbiddenAddress(), '', 0);
      if (!found.every(({ address }) => may(address))) return callback(new ForbiddenAddress(), '', 0);
      return options.all ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout, lookup: checked, ...tls });
  return (options, callback) => {
    const bare = options.hostname.replace(/^\[|\]$/g, '');
    // an address is connected to without any look-up
    if (isIP(bare) !== 0 && !may(bare)) callback(new ForbiddenAddress(), null);
    else connect(options, callback);
  };
}
