import { z } from 'zod';
import { type Settings, isObject } from '@app/kernel';

/** One environment variable: what it means, its form, and whether its value may be shown. */
type Variable = Readonly<{ meaning: string; form: z.ZodType; secret?: true }>;

const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `a URL that starts with ${protocols.join(':// or ')}://`,
  });
const milliseconds = (least: number, most: number, usual: number) =>
  z.coerce
    .number({ error: `a number of milliseconds from ${least} to ${most}` })
    .int()
    .min(least)
    .max(most)
    .default(usual);

function isHeaders(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Object.values(value).every((header) => typeof header === 'string');
  } catch {
    return false;
  }
}

/** Every setting there is. `docs/configuration.md` shows this table; a test compares the two. */
export const variables = {
  SURETY_DATABASE_URL: {
    meaning: 'External PostgreSQL 15 or newer; without it the embedded server runs on SURETY_DATA_DIR.',
    form: url('postgres', 'postgresql').optional(),
    secret: true,
  },
  SURETY_REDIS_URL: {
    meaning: 'Redis or Valkey for jobs when several machines run Surety; without it jobs run on PostgreSQL.',
    form: url('redis', 'rediss').optional(),
    secret: true,
  },
  SURETY_DATA_DIR: {
    meaning: 'Directory of the embedded server, its passwords and the generated master key.',
    form: z.string().startsWith('/', { error: 'an absolute path' }).optional(),
  },
  SURETY_PG_BIN_DIR: {
    meaning: 'Directory with your own PostgreSQL binaries for the embedded server.',
    form: z.string().startsWith('/', { error: 'an absolute path' }).optional(),
  },
  SURETY_PG_RUN_AS: {
    meaning: 'Account that runs the embedded server when Surety is started as root.',
    form: z.string().min(1).optional(),
  },
  SURETY_MASTER_KEY: {
    meaning: '32 bytes in base64 that seal secrets at rest; needed with an external database, else generated.',
    form: z
      .string()
      .refine((text) => Buffer.from(text, 'base64').length === 32, { error: '32 bytes in base64' })
      .optional(),
    secret: true,
  },
  SURETY_HOST: { meaning: 'Address to listen on.', form: z.string().min(1).default('127.0.0.1') },
  SURETY_PORT: {
    meaning: 'Port to listen on; 0 takes a free one.',
    form: z.coerce.number({ error: 'a port number from 0 to 65535' }).int().min(0).max(65_535).default(4180),
  },
  SURETY_PUBLIC_URL: {
    meaning: 'Address under which clients reach Surety; issuer of tokens and base of every link.',
    form: url('http', 'https').optional(),
  },
  SURETY_SMTP_URL: {
    meaning: 'Mail server by which people are told; without it only webhooks are.',
    form: url('smtp', 'smtps').optional(),
    secret: true,
  },
  SURETY_MAIL_FROM: {
    meaning: 'Sender of our mail, as `Surety <surety@example.org>`; needed with SURETY_SMTP_URL.',
    form: z
      .string()
      .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, { error: 'one e-mail address, with or without a name' })
      .optional(),
  },
  SURETY_LEDGER_ORIGIN: {
    meaning: 'Name of the ledger in signed checkpoints (C2SP tlog-checkpoint origin).',
    form: z
      .string()
      .regex(/^[^\s+]+$/, { error: 'a name without spaces and plus signs' })
      .default('surety.local/ledger'),
  },
  SURETY_FENCE_LEASE_MS: {
    meaning: 'How long a gateway may decide without hearing from the database; bounds every offboarding.',
    form: milliseconds(200, 60_000, 2000),
  },
  SURETY_FENCE_HEARTBEAT_MS: {
    meaning: 'How often a gateway renews its lease; at most half the lease.',
    form: milliseconds(20, 30_000, 250),
  },
  SURETY_FENCE_READ_LEASE_MS: {
    meaning:
      'The same as the lease, for tools that only read; longer, it bounds every offboarding. As the lease if unset.',
    form: z.coerce
      .number({ error: 'a number of milliseconds from 200 to 60000' })
      .int()
      .min(200)
      .max(60_000)
      .optional(),
  },
  SURETY_FENCE_DATABASE_URL: {
    meaning: 'Direct way to the same database for the fence, when SURETY_DATABASE_URL leads through a pooler.',
    form: url('postgres', 'postgresql').optional(),
    secret: true,
  },
  SURETY_ALLOW_PRIVATE_ADDRESSES: {
    meaning:
      'Whether identity providers, keys of trusted issuers and MCP servers may stand at private and loopback addresses.',
    form: z.enum(['true', 'false'], { error: 'true or false' }).default('false'),
  },
  SURETY_STEP_UP_SECONDS: {
    meaning: 'How long ago a sign-in may be for what is dangerous (roles, keys, sign-off, lifting a kill).',
    form: z.coerce.number({ error: 'a number of seconds from 30 to 3600' }).int().min(30).max(3600).default(300),
  },
  SURETY_STEP_UP_MEANS: {
    meaning:
      'acr or amr values, with commas between, of which such a sign-in must bear one; without it being recent is enough.',
    form: z
      .string()
      .regex(/^[^\s",]+(,[^\s",]+)*$/, { error: 'words with commas between them' })
      .optional(),
  },
  SURETY_AGENT_OWNERS: {
    meaning: 'Who may register agents: every-person who is signed in, or by role only those with agent_owner or admin.',
    form: z.enum(['every-person', 'role'], { error: 'every-person or role' }).default('every-person'),
  },
  SURETY_DYNAMIC_REGISTRATION: {
    meaning: 'Whether OAuth clients may register themselves: nobody, who has an initial access token, or anybody.',
    form: z.enum(['off', 'token', 'open'], { error: 'off, token or open' }).default('off'),
  },
  SURETY_CATALOG_SYNC_SECONDS: {
    meaning: 'How often the definitions of every MCP server are read again, more or less a quarter.',
    form: z.coerce.number({ error: 'a number of seconds from 5 to 86400' }).int().min(5).max(86_400).default(300),
  },
  SURETY_TLS_CERT_FILE: {
    meaning: 'PEM file with the certificate and its chain, when Surety itself ends TLS.',
    form: z.string().startsWith('/', { error: 'an absolute path' }).optional(),
  },
  SURETY_TLS_KEY_FILE: {
    meaning: 'PEM file with the private key of SURETY_TLS_CERT_FILE.',
    form: z.string().startsWith('/', { error: 'an absolute path' }).optional(),
  },
  SURETY_TLS_CLIENT_CA_FILE: {
    meaning: 'PEM file with the authorities that issue certificates to agents (tls_client_auth).',
    form: z.string().startsWith('/', { error: 'an absolute path' }).optional(),
  },
  SURETY_CLIENT_CERT_HEADER: {
    meaning:
      'Whether to believe the Client-Cert header (RFC 9440) of a proxy that removes it from what comes from outside.',
    form: z.enum(['true', 'false'], { error: 'true or false' }).default('false'),
  },
  SURETY_TRUSTED_PROXIES: {
    meaning: 'Addresses or networks of the proxies in front, separated by commas: from where requests come, they say.',
    form: z
      .string()
      .regex(/^[0-9a-fA-F.:/]+(, *[0-9a-fA-F.:/]+)*$/, { error: 'addresses or networks, separated by commas' })
      .optional(),
  },
  SURETY_CALL_INPUTS_DAYS: {
    meaning:
      'For how many days arguments and context of calls are kept, sealed, to explain and replay decisions; 0: not at all.',
    form: z.coerce.number({ error: 'a number of days from 0 to 400' }).int().min(0).max(400).default(30),
  },
  SURETY_DRAIN_SECONDS: {
    meaning:
      'For how long a gateway that is told to stop still serves, while /gateway/readyz says so, for balancers to notice.',
    form: z.coerce.number({ error: 'a number of seconds from 0 to 300' }).int().min(0).max(300).default(0),
  },
  SURETY_METRICS_PORT: {
    meaning:
      'Port of GET /metrics (Prometheus), apart from everything else because it asks nobody who they are; unset: none.',
    form: z.coerce.number({ error: 'a port number from 0 to 65535' }).int().min(0).max(65_535).optional(),
  },
  SURETY_METRICS_HOST: { meaning: 'Address of SURETY_METRICS_PORT.', form: z.string().min(1).default('127.0.0.1') },
  SURETY_OTLP_ENDPOINT: {
    meaning:
      'OpenTelemetry collector that gets traces, as http://127.0.0.1:4318 (OTLP over HTTP); unset: none are made.',
    form: url('http', 'https').optional(),
  },
  SURETY_TRACE_RATIO: {
    meaning: 'Share of the calls that are traced, of those that come without a trace of their own.',
    form: z.coerce.number({ error: 'a number from 0 to 1' }).min(0).max(1).default(0.1),
  },
  SURETY_PERSONAL_FIELDS_DAYS: {
    meaning: 'For how many days personal fields of ledger entries are kept, sealed; their entries stay for ever.',
    form: z.coerce.number({ error: 'a number of days from 30 to 36500' }).int().min(30).max(36_500).default(2_557),
  },
  SURETY_PERSONAL_FIELDS_LEAST_DAYS: {
    meaning: 'For how many days they must be kept, so that an erasure asked before waits; 0: there is no such duty.',
    form: z.coerce.number({ error: 'a number of days from 0 to 36500' }).int().min(0).max(36_500).default(0),
  },
  SURETY_LEDGER_ANCHORS: {
    meaning:
      'Where checkpoints are laid down, with spaces between: file:///directory, https://bucket/prefix, witness+https://host/prefix#<vkey>.',
    form: z
      .string()
      .regex(/^\s*((file|https?|witness\+https?):\/\/\S+\s*)+$/, { error: 'file:, https: or witness+https: addresses' })
      .optional(),
    secret: true, // an address may carry what authorizes the upload
  },
  SURETY_LEDGER_ANCHOR_HEADERS: {
    meaning: 'Headers for https targets of anchors, as a JSON object: what authorizes the upload.',
    form: z.string().refine(isHeaders, { error: 'a JSON object of texts' }).optional(),
    secret: true,
  },
  SURETY_LEDGER_ANCHOR_MINUTES: {
    meaning: 'How often the newest checkpoint is laid down.',
    form: z.coerce.number({ error: 'a number of minutes from 1 to 1440' }).int().min(1).max(1440).default(60),
  },
  SURETY_LEDGER_ANCHOR_LOCK_DAYS: {
    meaning: 'For how many days an object store is asked to lock a checkpoint against change.',
    form: z.coerce.number({ error: 'a number of days from 1 to 36500' }).int().min(1).max(36_500).default(2_557),
  },
  SURETY_LOG_LEVEL: {
    meaning: 'Least severe messages that are logged.',
    form: z.enum(['error', 'warn', 'log', 'debug'], { error: 'error, warn, log or debug' }).default('warn'),
  },
  SURETY_LOG_FORMAT: {
    meaning: 'One line of text for people, or one JSON object a line for collectors.',
    form: z.enum(['text', 'json'], { error: 'text or json' }).default('text'),
  },
} as const satisfies Record<string, Variable>;

type Name = keyof typeof variables;

/** A setting that stops the program; its message is one sentence per variable and never holds a secret value. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting';
}

/**
 * Reads the environment once, at start.
 * @throws WrongSetting naming every variable that is malformed, or unknown but looks like ours
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const faults: string[] = [];
  const read = <T>(name: Name, form: z.ZodType<T>): T => {
    const given = environment[name];
    const outcome = form.safeParse(given === '' ? undefined : given);
    if (outcome.success) return outcome.data;
    faults.push(`${name} must be ${outcome.error.issues[0]?.message ?? 'different'}.`);
    return undefined as T;
  };
  const settings: Settings = {
    databaseUrl: read('SURETY_DATABASE_URL', variables.SURETY_DATABASE_URL.form),
    redisUrl: read('SURETY_REDIS_URL', variables.SURETY_REDIS_URL.form),
    dataDir: read('SURETY_DATA_DIR', variables.SURETY_DATA_DIR.form),
    pgBinDir: read('SURETY_PG_BIN_DIR', variables.SURETY_PG_BIN_DIR.form),
    pgRunAs: read('SURETY_PG_RUN_AS', variables.SURETY_PG_RUN_AS.form),
    masterKey: bytes(read('SURETY_MASTER_KEY', variables.SURETY_MASTER_KEY.form)),
    host: read('SURETY_HOST', variables.SURETY_HOST.form),
    port: read('SURETY_PORT', variables.SURETY_PORT.form),
    publicUrl: read('SURETY_PUBLIC_URL', variables.SURETY_PUBLIC_URL.form)?.replace(/\/+$/, ''),
    smtpUrl: read('SURETY_SMTP_URL', variables.SURETY_SMTP_URL.form),
    mailFrom: read('SURETY_MAIL_FROM', variables.SURETY_MAIL_FROM.form),
    ledgerOrigin: read('SURETY_LEDGER_ORIGIN', variables.SURETY_LEDGER_ORIGIN.form),
    fenceLeaseMs: read('SURETY_FENCE_LEASE_MS', variables.SURETY_FENCE_LEASE_MS.form),
    fenceHeartbeatMs: read('SURETY_FENCE_HEARTBEAT_MS', variables.SURETY_FENCE_HEARTBEAT_MS.form),
    fenceReadLeaseMs: read('SURETY_FENCE_READ_LEASE_MS', variables.SURETY_FENCE_READ_LEASE_MS.form),
    fenceDatabaseUrl: read('SURETY_FENCE_DATABASE_URL', variables.SURETY_FENCE_DATABASE_URL.form),
    allowPrivateAddresses:
      read('SURETY_ALLOW_PRIVATE_ADDRESSES', variables.SURETY_ALLOW_PRIVATE_ADDRESSES.form) === 'true',
    stepUpSeconds: read('SURETY_STEP_UP_SECONDS', variables.SURETY_STEP_UP_SECONDS.form),
    stepUpMeans: read('SURETY_STEP_UP_MEANS', variables.SURETY_STEP_UP_MEANS.form)?.split(',') ?? [],
    agentOwners: read('SURETY_AGENT_OWNERS', variables.SURETY_AGENT_OWNERS.form),
    dynamicRegistration: read('SURETY_DYNAMIC_REGISTRATION', variables.SURETY_DYNAMIC_REGISTRATION.form),
    catalogSyncSeconds: read('SURETY_CATALOG_SYNC_SECONDS', variables.SURETY_CATALOG_SYNC_SECONDS.form),
    tlsCertFile: read('SURETY_TLS_CERT_FILE', variables.SURETY_TLS_CERT_FILE.form),
    tlsKeyFile: read('SURETY_TLS_KEY_FILE', variables.SURETY_TLS_KEY_FILE.form),
    tlsClientCaFile: read('SURETY_TLS_CLIENT_CA_FILE', variables.SURETY_TLS_CLIENT_CA_FILE.form),
    clientCertHeader: read('SURETY_CLIENT_CERT_HEADER', variables.SURETY_CLIENT_CERT_HEADER.form) === 'true',
    trustedProxies: read('SURETY_TRUSTED_PROXIES', variables.SURETY_TRUSTED_PROXIES.form)?.split(/, */) ?? [],
    callInputsDays: read('SURETY_CALL_INPUTS_DAYS', variables.SURETY_CALL_INPUTS_DAYS.form),
    drainSeconds: read('SURETY_DRAIN_SECONDS', variables.SURETY_DRAIN_SECONDS.form),
    metricsPort: read('SURETY_METRICS_PORT', variables.SURETY_METRICS_PORT.form),
    metricsHost: read('SURETY_METRICS_HOST', variables.SURETY_METRICS_HOST.form),
    otlpEndpoint: read('SURETY_OTLP_ENDPOINT', variables.SURETY_OTLP_ENDPOINT.form)?.replace(/\/+$/, ''),
    traceRatio: read('SURETY_TRACE_RATIO', variables.SURETY_TRACE_RATIO.form),
    personalFieldsDays: read('SURETY_PERSONAL_FIELDS_DAYS', variables.SURETY_PERSONAL_FIELDS_DAYS.form),
    personalFieldsLeastDays: read(
      'SURETY_PERSONAL_FIELDS_LEAST_DAYS',
      variables.SURETY_PERSONAL_FIELDS_LEAST_DAYS.form,
    ),
    ledgerAnchors: read('SURETY_LEDGER_ANCHORS', variables.SURETY_LEDGER_ANCHORS.form)?.match(/\S+/g) ?? [],
    ledgerAnchorHeaders: JSON.parse(
      read('SURETY_LEDGER_ANCHOR_HEADERS', variables.SURETY_LEDGER_ANCHOR_HEADERS.form) ?? '{}',
    ) as Record<string, string>,
    ledgerAnchorMinutes: read('SURETY_LEDGER_ANCHOR_MINUTES', variables.SURETY_LEDGER_ANCHOR_MINUTES.form),
    ledgerAnchorLockDays: read('SURETY_LEDGER_ANCHOR_LOCK_DAYS', variables.SURETY_LEDGER_ANCHOR_LOCK_DAYS.form),
    logLevel: read('SURETY_LOG_LEVEL', variables.SURETY_LOG_LEVEL.form),
    logFormat: read('SURETY_LOG_FORMAT', variables.SURETY_LOG_FORMAT.form),
  };
  for (const name of Object.keys(environment)) {
    if (name.startsWith('SURETY_') && !(name in variables)) faults.push(`${name} is not a setting of Surety.`);
  }
  if (settings.fenceHeartbeatMs * 2 > settings.fenceLeaseMs) {
    faults.push('SURETY_FENCE_HEARTBEAT_MS must be at most half of SURETY_FENCE_LEASE_MS.');
  }
  if (settings.fenceReadLeaseMs !== undefined && settings.fenceReadLeaseMs < settings.fenceLeaseMs) {
    faults.push('SURETY_FENCE_READ_LEASE_MS must be at least SURETY_FENCE_LEASE_MS.');
  }
  if (settings.smtpUrl && !settings.mailFrom && !faults.some((fault) => fault.startsWith('SURETY_MAIL_FROM'))) {
    faults.push('SURETY_MAIL_FROM must be set when SURETY_SMTP_URL is.');
  }
  if ((settings.tlsCertFile === undefined) !== (settings.tlsKeyFile === undefined)) {
    faults.push('SURETY_TLS_CERT_FILE and SURETY_TLS_KEY_FILE must be set together.');
  }
  if (settings.clientCertHeader && settings.tlsCertFile) {
    faults.push('SURETY_CLIENT_CERT_HEADER must not be set when Surety itself ends TLS.');
  }
  if (settings.databaseUrl && !settings.masterKey && !faults.some((fault) => fault.startsWith('SURETY_MASTER_KEY'))) {
    faults.push(
      'SURETY_MASTER_KEY must be set when SURETY_DATABASE_URL is, so that every machine opens the same secrets.',
    );
  }
  if (faults.length > 0) throw new WrongSetting(faults.join('\n'));
  return settings;
}

const bytes = (text: string | undefined): Buffer | undefined => (text ? Buffer.from(text, 'base64') : undefined);

/** Name, value as it is in force, meaning; secrets are masked,. */
export function describeSettings(environment: NodeJS.ProcessEnv): { name: string; value: string; meaning: string }[] {
  readSettings(environment);
  return Object.entries<Variable>(variables).map(([name, { meaning, form, secret }]) => {
    const value: unknown = form.safeParse(environment[name] || undefined).data;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return { name, value: value === undefined ? '(not set)' : secret ? '(set, hidden)' : shown, meaning };
  });
}
