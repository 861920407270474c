import { z } from 'zod';
import { Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';

export const Draft = z.strictObject({
  name: Text,
  kind: z.enum(['periodic', 'micro', 'incident']).optional(),
  agentIds: z.array(Id).min(1).max(10_000),
  fallbackReviewerId: Id,
  endsAt: TimeInput,
});
/** `version` is the one that was seen: an answer to something that has changed meanwhile is not taken. */
export const Answer = z.strictObject({
  decision: z.enum(['approve', 'revoke']),
  comment: z.string().trim().max(4000).nullable().default(null),
  version: z.int().min(1),
});

export const Campaign = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(['periodic', 'micro', 'incident', 'amendment']),
  state: z.enum(['draft', 'staged', 'active', 'closing', 'remediating', 'verifying', 'completed', 'cancelled']),
  agentIds: z.array(z.uuid()),
  fallbackReviewerId: z.uuid(),
  endsAt: Time,
  populationHash: z.string().nullable(),
  createdBy: z.string(),
  signedOffBy: z.uuid().nullable(),
  version: z.int(),
});
export const ListedCampaign = Campaign.extend({
  counts: z.record(z.string(), z.int()).describe('How many items are in each state.'),
});
export const Item = z.object({
  id: z.uuid(),
  campaignId: z.uuid(),
  agentId: z.uuid(),
  toolId: z.uuid().nullable(),
  grantId: z.uuid(),
  tool: z.string().describe('As an agent sees it: server__tool; of several, how many.'),
  snapshot: z
    .object({ agent: z.looseObject({}), tool: z.looseObject({}).nullable(), grant: z.looseObject({}) })
    .describe('What was frozen at staging.'),
  reviewerId: z.uuid(),
  assignmentReason: z.enum(['manager', 'fallback']),
  state: z.enum([
    'pending',
    'submitted',
    'retained',
    'revoking',
    'removed_unverified',
    'verified_gone',
    'still_present',
    'superseded',
  ]),
  decision: z.enum(['approve', 'revoke']).nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
  comment: z.string().nullable(),
  evidence: z.record(z.string(), z.unknown()).nullable(),
  version: z.int(),
});
