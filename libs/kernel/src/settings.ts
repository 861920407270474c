/** What the environment said; `libs/config` reads it, and holds the meaning, form and default of each. */
export type Settings = Readonly<{
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  dataDir: string | undefined;
  pgBinDir: string | undefined;
  pgRunAs: string | undefined;
  masterKey: Buffer | undefined;
  host: string;
  port: number;
  publicUrl: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  ledgerOrigin: string;
  fenceLeaseMs: number;
  fenceHeartbeatMs: number;
  logLevel: 'error' | 'warn' | 'log' | 'debug';
}>;
