import { z } from 'zod';
import { Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';

const Url = z.url().max(1000);
const Issuer = z.string().trim().min(1).max(1000);
const Delivery = z.enum(['push', 'poll']);
const OnSessionRevoked = z
  .enum(['hold', 'end'])
  .default('hold')
  .describe('What a revoked session does: the person waits to be let in again, or starts anew with nothing of before.');

const common = {
  sourceId: Id,
  issuer: Issuer.describe('The transmitter, exactly as its tokens name it (iss).'),
  audience: Issuer.describe('What its tokens must be meant for (aud).'),
  subjectIssuers: z.array(Issuer).min(1).max(20).optional().describe('Issuers of iss_sub subjects; else the issuer.'),
  jwksUrl: Url.optional().describe('Left out together with jwks: as the transmitter says of itself.'),
  jwks: z.array(z.record(z.string(), z.unknown())).min(1).max(20).optional(),
  onSessionRevoked: OnSessionRevoked,
};

export const AddStream = z.discriminatedUnion('delivery', [
  z.strictObject({ ...common, delivery: z.literal('push') }),
  z.strictObject({
    ...common,
    delivery: z.literal('poll'),
    pollUrl: Url,
    authorization: z.string().trim().min(1).max(4000).describe('The whole Authorization header; kept sealed.'),
  }),
]);
export const Discover = z.strictObject({ issuer: Issuer });
export const SignalsQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });

export const Transmitter = z.object({ issuer: z.string(), jwksUrl: z.string(), deliveries: z.array(z.string()) });
export const Stream = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  issuer: z.string(),
  audience: z.string(),
  subjectIssuers: z.array(z.string()),
  jwksUrl: z.string().nullable(),
  delivery: Delivery,
  pollUrl: z.string().nullable(),
  onSessionRevoked: z.enum(['hold', 'end']),
  state: z.enum(['active', 'paused']),
  createdAt: Time,
});
const Health = z.object({
  lastSignalAt: Time.nullable(),
  signals: z.int(),
  refused: z.int(),
  polledAt: Time.nullable(),
  failures: z.int().describe('Polls that failed since the last one that did not.'),
  lastError: z.string().nullable(),
  lastErrorAt: Time.nullable(),
  verifiedAt: Time.nullable(),
  verificationState: z.string().nullable(),
  transmitterStatus: z.enum(['enabled', 'paused', 'disabled']).nullable(),
});
const endpoint = z.string().nullable().describe('Where the transmitter pushes to (RFC 8935).');
export const ListedStream = Stream.extend({ endpoint, health: Health });
export const AddedStream = z.object({
  stream: Stream,
  endpoint,
  token: z.string().nullable().describe('Bearer token for the transmitter; shown this one time.'),
});
export const RenewedToken = z.object({ token: z.string().describe('Shown this one time.') });
export const Signal = z.object({
  id: z.uuid(),
  jti: z.string(),
  txn: z.string().nullable(),
  issuedAt: Time,
  receivedAt: Time,
  effects: z.array(
    z.object({ eventType: z.string(), eventAt: Time, personId: z.uuid().nullable(), effect: z.string() }),
  ),
});
export const Hold = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  reference: z.string(),
  since: Time,
  awaitingConfirmationSince: Time.nullable().describe('From then on the next SCIM write that says active releases it.'),
  events: z.array(z.object({ signalId: z.uuid(), type: z.string(), eventTime: Time, receivedAt: Time })),
});
