import { z } from 'zod';
import { Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';

const People = z.array(Id).min(1).max(10_000);
export const Change = z.strictObject({
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('leaver'), personId: Id }),
    z.strictObject({ kind: z.literal('group-members-removed'), groupId: Id, personIds: People }),
    z.strictObject({ kind: z.literal('group-members-added'), groupId: Id, personIds: People }),
    z.strictObject({ kind: z.literal('group-removed'), groupId: Id }),
  ]),
});

const Tool = z.object({ toolId: z.uuid(), serverName: z.string(), toolName: z.string() });
export const Previewed = z.object({
  agents: z.array(
    z.object({
      agentId: z.uuid(),
      name: z.string(),
      ownerId: z.uuid(),
      stops: z.boolean().describe('Stands still from then on.'),
      lost: z.array(Tool).describe('Tools whose use becomes narrower.'),
      gained: z.array(Tool).describe('Tools whose use becomes wider.'),
      successor: z
        .object({ personId: z.uuid(), role: z.enum(['deputy', 'manager']) })
        .nullable()
        .describe('Who would be asked first to answer for it.'),
    }),
  ),
  breaker: z
    .object({
      leavers: z.int().describe('Within the hour, this one included.'),
      most: z.int().describe('How many may leave within an hour.'),
      open: z.boolean(),
      wouldTrip: z.boolean(),
    })
    .nullable(),
});

export const Hold = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  cause: z.enum(['signal', 'relink']),
  reference: z.string(),
  reason: z.string(),
  since: Time,
  awaitingConfirmationSince: Time.nullable(),
});

export const Breaker = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  openedAt: Time,
  leavers: z.int(),
  most: z.int(),
  releasedAt: Time.nullable(),
  releasedBy: z.string().nullable(),
  reason: z.string().nullable(),
});

const Told = z
  .object({
    revision: z.int().nullable(),
    kind: z.string(),
    changed: z.array(z.string()),
    beforeDigest: z.string().nullable(),
    afterDigest: z.string().nullable(),
    joined: z.uuid().optional(),
    left: z.uuid().optional(),
  })
  .nullable();
export const Replayed = z.object({
  faithful: z.boolean(),
  discrepancies: z.array(z.object({ replayed: Told, stored: Told })).describe('Empty when the events are faithful.'),
});
