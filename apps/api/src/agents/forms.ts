import { z } from 'zod';
import { credentialKinds, shownStates, suspensionCauses } from '@app/agents';
import { tagForm } from '@app/access';
import { AgentGrant, EffectiveTool, WithheldTool } from '../access/forms.js';
import { Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';

const Kind = z.enum(['autonomous', 'delegated']);
const Environment = z.enum(['production', 'staging', 'development']);
const Purpose = z.string().trim().min(1).max(2000);
const Days = z.int().min(1).max(3650);

/** With a blueprint the dates may be left out: they are then as late as it lets them be. */
export const Register = z.strictObject({
  name: Text,
  kind: Kind,
  purpose: Purpose,
  deputyId: Id.nullable().default(null),
  technicalOwnerId: Id.nullable().default(null),
  parentId: Id.nullable().default(null).describe('The agent that it is a part of; you own it, too.'),
  blueprintId: Id.nullable().default(null),
  environment: Environment.optional(),
  model: Text.nullable().default(null),
  dormantAfterDays: Days.nullable().default(null),
  expiresAt: TimeInput.optional(),
  nextReviewAt: TimeInput.optional(),
});
/** What is left out stays as it is. */
export const ChangeAgent = z.strictObject({
  name: Text.exactOptional(),
  purpose: Purpose.exactOptional(),
  environment: Environment.exactOptional(),
  model: Text.nullable().exactOptional(),
  technicalOwnerId: Id.nullable().exactOptional(),
  dormantAfterDays: Days.nullable().exactOptional(),
});
/** A public JWK (RFC 7517); only the members that define the key are kept. */
export const BindKey = z.strictObject({ jwk: z.record(z.string(), z.unknown()), expiresAt: TimeInput });
export const BindCredential = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('private_key_jwt'),
    jwk: z.record(z.string(), z.unknown()),
    expiresAt: TimeInput,
  }),
  z.strictObject({
    kind: z.literal('self_signed_tls_client_auth'),
    certificate: z.string().max(16_384).describe('PEM, or DER in base64.'),
    expiresAt: TimeInput,
  }),
  z.strictObject({
    kind: z.literal('tls_client_auth'),
    subject: z
      .record(z.string(), z.string().max(1_000))
      .describe('What the certificate says: one of the tls_client_auth_* members of RFC 8705 §2.1.2.'),
    expiresAt: TimeInput,
  }),
]);
export const Tags = z.strictObject({ tags: z.array(tagForm).max(64) });
export const Deputy = z.strictObject({ deputyId: Id.nullable() });
export const Reason = z.strictObject({ reason: Text });
const attest = z.literal(true).describe('You have looked at the agent.');
export const Attestation = z.strictObject({ attest, reason: Text });
export const Renew = z.strictObject({
  attest,
  reason: Text,
  expiresAt: TimeInput,
  nextReviewAt: TimeInput.optional().describe('Only by somebody who is independent of the owner.'),
});
export const ListQuery = z.object({
  state: z.enum(shownStates).optional(),
  owner: Id.optional(),
  environment: Environment.optional(),
  client: z.string().max(2_000).optional().describe('OAuth client by which people use it.'),
  dormant: z.stringbool().optional(),
  after: Id.optional().describe('The last id of the page before; a page that is not full is the last one.'),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});

export const Agent = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: Kind,
  purpose: z.string(),
  ownerId: z.uuid(),
  deputyId: z.uuid().nullable(),
  technicalOwnerId: z.uuid().nullable(),
  parentId: z.uuid().nullable(),
  blueprintId: z.uuid().nullable(),
  environment: Environment,
  tags: z.array(z.string()),
  model: z.string().nullable(),
  dormantAfterDays: z.int().nullable(),
  lastActiveAt: Time.nullable(),
  state: z.enum(['requested', 'staged', 'active', 'retired']),
  expiresAt: Time,
  nextReviewAt: Time,
  createdAt: Time,
});
const named = {
  ownerName: z.string(),
  deputyName: z.string().nullable(),
  technicalOwnerName: z.string().nullable(),
  shownState: z.enum(shownStates).describe('The state, and of an active agent that stands still, why it does.'),
  suspendedFor: z.array(z.enum(suspensionCauses)),
};
export const ListedAgent = Agent.extend({ ...named, effectiveToolCount: z.int() });
export const Credential = z.object({
  id: z.uuid(),
  kid: z.string(),
  kind: z.enum(credentialKinds),
  createdAt: Time,
  expiresAt: Time,
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
});
export const ShownAgent = Agent.extend({
  ...named,
  parts: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('Agents that are part of it.'),
  clients: z
    .array(z.object({ clientId: z.string(), clientName: z.string(), connectedAt: Time }))
    .describe('OAuth clients by which its owner uses it.'),
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
