import { z } from 'zod';
import { AgentGrant, EffectiveTool, WithheldTool } from '../access/forms.js';
import { Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';

const Kind = z.enum(['autonomous', 'delegated']);
export const Register = z.strictObject({
  name: Text,
  kind: Kind,
  purpose: z.string().trim().min(1).max(2000),
  deputyId: Id.nullable().default(null),
  expiresAt: TimeInput,
  nextReviewAt: TimeInput,
});
/** A public JWK (RFC 7517); only the members that define the key are kept. */
export const BindKey = z.strictObject({ jwk: z.record(z.string(), z.unknown()), expiresAt: TimeInput });
export const Deputy = z.strictObject({ deputyId: Id.nullable() });
export const Reason = z.strictObject({ reason: Text });

export const Agent = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: Kind,
  purpose: z.string(),
  ownerId: z.uuid(),
  deputyId: z.uuid().nullable(),
  state: z.enum(['staged', 'active', 'retired']),
  expiresAt: Time,
  nextReviewAt: Time,
  createdAt: Time,
});
const named = {
  ownerName: z.string(),
  deputyName: z.string().nullable(),
  suspendedFor: z.array(
    z.enum([
      'owner_inactive',
      'review_overdue',
      'killed',
      'expired',
      'dormant',
      'upstream_inactive',
      'owner_changed',
      'risk',
    ]),
  ),
};
export const ListedAgent = Agent.extend({ ...named, effectiveToolCount: z.int() });
export const Credential = z.object({
  id: z.uuid(),
  kid: z.string(),
  kind: z.literal('private_key_jwt'),
  createdAt: Time,
  expiresAt: Time,
  revokedAt: Time.nullable(),
});
export const ShownAgent = Agent.extend({
  ...named,
  credentials: z.array(Credential),
  grants: z.array(AgentGrant),
  effectiveTools: z.array(EffectiveTool),
  withheldTools: z.array(WithheldTool),
});
const NamedTool = z.object({ toolId: z.uuid(), tool: z.string() });
export const AgentDifference = z.object({
  eventId: z.uuid(),
  at: Time,
  kind: z.string(),
  personId: z.uuid(),
  lost: z.array(NamedTool),
  gained: z.array(NamedTool),
});
