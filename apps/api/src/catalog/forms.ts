import { z } from 'zod';
import { classifications, environments, kinds, limitsForm } from '@app/catalog';
import { Time } from '../edge/answers.js';
import { Text } from '../edge/inputs.js';

export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export const Tags = z.array(z.string().min(1).max(64)).max(32);
export const RiskClass = z.enum(['read', 'write', 'destructive', 'unknown']);
export const EnvironmentName = z.enum(environments);
export const ClassificationName = z.enum(classifications);
export const Because = z.strictObject({ reason: Text });

export const Tool = z.object({
  id: z.uuid(),
  serverId: z.uuid(),
  kind: z.enum(kinds),
  name: z.string().describe('Of a resource its URI, of a template of resources its URI template.'),
  risk: RiskClass,
  riskReason: z
    .string()
    .nullable()
    .describe('Why a person gave it its class; null when the class comes from annotations.'),
  state: z.enum(['available', 'held', 'removed']),
  definitionHash: Hash,
  approvedHash: z.string().describe('Empty for one that nobody has approved yet.'),
  refusedHash: z.string().nullable(),
  tags: z.array(z.string()),
  variantOf: z.uuid().nullable(),
  variant: z.unknown(),
  cost: z.int(),
  recordsAt: z.string().nullable(),
});

const Health = z.object({
  status: z.enum(['unknown', 'healthy', 'failing']),
  readAt: Time.nullable(),
  failingSince: Time.nullable(),
  fault: z.string().nullable(),
  leftOut: z.array(z.string()).describe('What it offers and the catalog does not take.'),
});
export const Server = z.object({
  id: z.uuid(),
  name: z.string(),
  transport: z.enum(['stdio', 'http', 'sse']),
  status: z.enum(['active', 'disabled']),
  ownerId: z.uuid().nullable(),
  environment: EnvironmentName.nullable(),
  classification: ClassificationName.nullable(),
  tags: z.array(z.string()),
  recheckSeconds: z.int(),
  limits: limitsForm.describe('Where they are not as usual.'),
  createdAt: Time,
  syncedAt: Time.nullable(),
  health: Health.nullable().optional(),
});

const Difference = z.object({
  place: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  lines: z.array(z.string()).optional().describe('Of texts, line by line: begins with two spaces, `- ` or `+ `.'),
});
export const ToolChange = z.object({
  tool: Tool,
  pending: z
    .object({
      from: z.string().nullable().describe('The hash that was approved; null for a tool that nobody has approved yet.'),
      to: Hash,
      isRefused: z.boolean(),
      claimed: RiskClass.describe('What the waiting definition says of itself.'),
      differences: z.array(Difference),
      definition: z.unknown(),
    })
    .nullable(),
  versions: z.array(z.object({ hash: Hash, seenAt: Time, isApproved: z.boolean(), isAccepted: z.boolean() })),
  grants: z
    .array(
      z.object({
        id: z.uuid(),
        holder: z.enum(['profile', 'agent']),
        holderId: z.uuid(),
        holderName: z.string(),
        effect: z.enum(['allow', 'hold', 'deny']),
        isCurrent: z.boolean().describe('It counts now, and would be carried over.'),
        fault: z.string().nullable().describe('Why it does not fit the waiting definition.'),
      }),
    )
    .describe('For the owner of the server, administrators and auditors; others see none.'),
});
