import type { Clock } from './clock.js';

/**
 * What differs between production, a demo and a test: addresses, keys and what time it is. Whatever may be absent in
 * the environment has been filled in by now (embedded database, generated key, own address).
 */
export abstract class Surroundings {
  abstract readonly databaseUrl: string;
  /** Jobs run on PostgreSQL when undefined. */
  abstract readonly redisUrl: string | undefined;
  /** 32 bytes; seals secrets at rest. */
  abstract readonly masterKey: Buffer;
  /** Issuer of tokens and base of every link, without trailing slash. */
  abstract readonly publicUrl: string;
  /** C2SP origin of the ledger. */
  abstract readonly ledgerOrigin: string;
  abstract readonly fenceLeaseMs: number;
  abstract readonly fenceHeartbeatMs: number;
  /** The mail server and our own address; without it nobody is told by e-mail. */
  abstract readonly mail?: Readonly<{ smtpUrl: string; from: string }> | undefined;
  abstract readonly clock: Clock;
}
