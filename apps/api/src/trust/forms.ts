import { z } from 'zod';
import { issuerKinds } from '@app/agents';
import { Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';

/** Where the keys of an issuer come from. */
export const Keys = z.union([
  z.strictObject({ jwksUri: z.url().describe('Where it publishes them, over https.') }),
  z.strictObject({ jwks: z.looseObject({ keys: z.array(z.record(z.string(), z.unknown())) }) }),
]);
export const Trust = z.strictObject({
  name: Text,
  kind: z.enum(issuerKinds),
  issuer: Text.describe('The `iss` of its tokens; for spiffe the trust domain, `spiffe://<name>`.'),
  keys: Keys,
  algorithms: z.array(z.string()).optional().describe('The usual ones of its kind, if left out.'),
  maxAgeSeconds: z.int().min(30).max(86_400).default(600),
  sourceId: Id.nullable().default(null).describe('For id_jag: its subjects are the externalIds of this source.'),
});
export const Issuer = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(issuerKinds),
  issuer: z.string(),
  jwksUri: z.string().nullable(),
  pinnedJwks: z.object({ keys: z.array(z.record(z.string(), z.string())) }).nullable(),
  algorithms: z.array(z.string()),
  maxAgeSeconds: z.int(),
  sourceId: z.uuid().nullable(),
  status: z.enum(['active', 'withdrawn']),
  createdBy: z.string(),
  createdAt: Time,
  withdrawnAt: Time.nullable(),
});

const Matcher = z.strictObject({
  pointer: z
    .string()
    .max(500)
    .regex(/^(\/([^~/]|~[01])*)+$/, { error: 'a JSON pointer, as /repository_id' }),
  equals: z.union([z.string().max(1000), z.number(), z.boolean()]),
});
export const Bind = z.strictObject({
  issuerId: Id,
  subject: z.string().min(1).max(1000).nullable().default(null).describe('What `sub` must be, exactly.'),
  claims: z.array(Matcher).max(20).default([]).describe('Further claims, each with the one value that it must have.'),
});
export const Binding = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  issuerId: z.uuid(),
  subject: z.string().nullable(),
  claims: z.array(z.object({ pointer: z.string(), equals: z.union([z.string(), z.number(), z.boolean()]) })),
  createdBy: z.string(),
  createdAt: Time,
  endedAt: Time.nullable(),
  endedBecause: z.string().nullable(),
});

export const Delegate = z.strictObject({
  agentId: Id.describe('The agent that is to act for this one.'),
  validTo: TimeInput,
});
export const Delegation = z.object({
  id: z.uuid(),
  personId: z.uuid().nullable(),
  fromAgentId: z.uuid().nullable(),
  agentId: z.uuid(),
  scope: z.string(),
  givenBy: z.string(),
  validFrom: Time,
  validTo: Time,
  endedBecause: z.string().nullable(),
});
export const Because = z.strictObject({ reason: Text });
