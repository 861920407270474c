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
  /** For tools that only read; as `fenceLeaseMs` when undefined. */
  abstract readonly fenceReadLeaseMs?: number | undefined;
  /** A direct way to the database for the fence, where `databaseUrl` leads through a pooler. */
  abstract readonly fenceDatabaseUrl?: string | undefined;
  /** Whether what administrators name may be fetched from private and loopback addresses, and over http. */
  abstract readonly privateAddresses?: boolean | undefined;
  /** The mail server and our own address; without it nobody is told by e-mail. */
  abstract readonly mail?: Readonly<{ smtpUrl: string; from: string }> | undefined;
  /** How fresh a sign-in must be for what is dangerous, in seconds, and which acr or amr values count as strong. */
  abstract readonly stepUp?: Readonly<{ seconds: number; means: readonly string[] }> | undefined;
  /** Whether only people with the role `agent_owner` may register agents. */
  abstract readonly ownersNeedRole?: boolean | undefined;
  /** Whether clients may register themselves (RFC 7591): nobody, who has a token for it, or anybody. */
  abstract readonly dynamicRegistration?: 'off' | 'token' | 'open' | undefined;
  /**
   * How certificates of clients come to us: by TLS that we end ourselves, or by the header of a proxy (RFC 9440).
   * `authorities`: PEM of those whose word counts for `tls_client_auth`. Undefined: there are no client certificates.
   */
  abstract readonly mutualTls?: Readonly<{ from: 'tls' | 'header'; authorities: string | undefined }> | undefined;
  /** For how many days it is kept what calls were about, sealed; 30 when undefined, 0: not at all. */
  abstract readonly callInputsDays?: number | undefined;
  /** For how many days personal fields of the ledger are kept, seven years when undefined; and for how many at least. */
  abstract readonly personalFieldsDays?: number | undefined;
  abstract readonly personalFieldsLeastDays?: number | undefined;
  /**
   * Where checkpoints are laid down, how often, for how long an object store shall lock them, and what authorizes us
   * there. Nowhere when undefined.
   */
  abstract readonly anchors?:
    | Readonly<{
        targets: readonly string[];
        minutes: number;
        lockDays: number;
        headers: Readonly<Record<string, string>>;
      }>
    | undefined;
  /** How often every server is read again, in seconds, more or less a quarter. */
  abstract readonly catalogSyncSeconds?: number | undefined;
  /** Where traces go (OTLP over HTTP, whole address), and the share of calls that are traced; undefined: none. */
  abstract readonly tracing?: Readonly<{ url: string; ratio: number }> | undefined;
  abstract readonly clock: Clock;
}
