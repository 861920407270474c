import { z } from 'zod';
import { Time } from '../edge/answers.js';
import { Text } from '../edge/inputs.js';

const Path = z.string().min(1).max(300);
const Dialect = z.enum(['okta', 'entra', 'lenient', 'strict']);
const MatchingRule = z.enum(['externalId', 'userName', 'employeeNumber']);

const Mapping = z
  .strictObject({
    displayName: Path.optional(),
    email: Path.optional(),
    employeeNumber: Path.optional(),
    startDate: Path.optional(),
    endDate: Path.optional(),
    onLeave: z.strictObject({ path: Path, values: z.array(z.string().max(200)).max(20) }).optional(),
  })
  .describe('SCIM attribute paths where the source states these, when not where RFC 7643 has them.');

const settings = {
  mapping: Mapping,
  matching: z
    .array(MatchingRule)
    .min(1)
    .max(3)
    .describe('By what somebody who was here before is recognised, in order.'),
  extensions: z.array(z.unknown()).max(10).describe('Schemas of the source’s own (RFC 7643 §7).'),
  ratePerSecond: z.int().min(1).max(10_000).describe('Requests per second in the long run, by each process.'),
  agents: z.boolean().describe('Whether the source may push agents.'),
};

export const Connect = z.strictObject({ name: Text, dialect: Dialect, ...z.object(settings).partial().shape });
export const Configure = z.strictObject({ name: Text, dialect: Dialect, ...settings }).partial();
export const Source = z.object({ id: z.uuid(), name: z.string(), dialect: Dialect, createdAt: Time, ...settings });
export const Connected = z.object({ source: Source, token: z.string().describe('Shown this one time.') });

export const IssueToken = z.strictObject({ days: z.int().min(1).max(730).default(365) });
export const IssuedToken = z.object({
  id: z.uuid(),
  token: z.string().describe('Shown this one time.'),
  expiresAt: Time,
});

const Totals = z.object({ requests: z.int(), writes: z.int(), errors: z.int() });
export const Status = z.object({
  lastRequestAt: Time.nullable(),
  lastSuccessAt: Time.nullable(),
  lastWriteAt: Time.nullable(),
  lastHour: Totals,
  lastDay: Totals,
  errors: z
    .array(z.object({ code: z.string(), status: z.int(), count: z.int(), lastAt: Time }))
    .describe('Of the last day, the most frequent first.'),
  tokens: z.array(z.object({ id: z.uuid(), createdAt: Time, expiresAt: Time, lastUsedAt: Time.nullable() })),
  health: z.object({
    state: z.enum(['quiet', 'healthy', 'overdue', 'failing', 'expiring']),
    lagSeconds: z.int().nullable().describe('Since the last request that succeeded.'),
    hint: z.string(),
  }),
});

export const Activity = z.object({
  id: z.uuid(),
  tokenId: z.uuid(),
  at: Time,
  durationMs: z.int(),
  method: z.string(),
  route: z.string(),
  status: z.int(),
  code: z.string().nullable(),
  client: z.string().nullable(),
});
export const ActivityQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  errorsOnly: z.stringbool().default(false),
  before: z.uuid().optional().describe('Id of the last entry seen; older ones follow.'),
});
