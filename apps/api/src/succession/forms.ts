import { z } from 'zod';
import { Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';

export const Accept = z.strictObject({
  attest: z.literal(true).describe('You have looked at the agent and answer for it from now on.'),
  keepGrantIds: z.array(Id).max(1_000).describe('Grants of the agent that go on; all others end.'),
  reason: Text,
});
export const Decline = z.strictObject({ reason: Text });
export const Nominate = z.strictObject({ personId: Id });

const State = z.enum(['offered', 'unclaimed', 'accepted', 'retired', 'cancelled']);
export const Succession = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  leaverId: z.uuid(),
  kind: z.enum(['leaver', 'final_leaver']),
  state: State,
  openedAt: Time,
  endsAt: Time.describe('When the agent is retired unless somebody has accepted it.'),
  closedAt: Time.nullable(),
});
export const ShownSuccession = Succession.extend({
  leaverName: z.string(),
  agent: z.object({ name: z.string(), kind: z.string(), purpose: z.string(), expiresAt: Time }),
  offers: z.array(
    z.object({
      personId: z.uuid(),
      personName: z.string(),
      role: z.enum(['deputy', 'manager', 'nominee']),
      state: z.enum(['open', 'accepted', 'declined', 'expired', 'withdrawn']),
      offeredAt: Time,
      expiresAt: Time,
      answeredAt: Time.nullable(),
    }),
  ),
  grants: z.array(
    z.object({
      id: z.uuid(),
      toolId: z.uuid().nullable(),
      tool: z.string(),
      risk: z.string(),
      effect: z.enum(['allow', 'hold', 'deny']),
    }),
  ),
});
export const Receipt = z.object({
  id: z.uuid(),
  kind: z.enum(['difference', 'leaver']),
  personId: z.uuid(),
  eventId: z.uuid(),
  state: z.enum(['open', 'complete']),
  at: Time,
  completedAt: Time.nullable(),
  body: z.record(z.string(), z.unknown()).describe('What was found; its SHA-256 (RFC 8785) stands in the ledger.'),
});
