import { z } from 'zod';
import { conditionForm } from '@app/access';
import { Grant } from '../access/forms.js';
import { Time } from '../edge/answers.js';
import { Id, TimeInput } from '../edge/inputs.js';

const Name = z.string().min(1).max(1024);
const Kind = z.enum(['tool', 'resource', 'resource_template', 'prompt']);
const Effect = z.enum(['allow', 'hold', 'deny']);
const Word = z.string().min(1).max(512);

const SignIn = z.strictObject({
  acr: Word.nullable().default(null),
  amr: z.array(Word).max(20).default([]),
  at: TimeInput.describe('When the person was authenticated.'),
});
const Context = z
  .strictObject({
    clientId: Word.nullable().default(null),
    signIn: SignIn.nullable().default(null),
    usage: z.record(Word, z.number().min(0)).exactOptional().describe('Used so far, by the name of the counter.'),
    called: z
      .array(z.string().max(4096))
      .max(100)
      .exactOptional()
      .describe('Patterns that a call of the session fitted.'),
  })
  .describe('What is left out is not known.');
const Recorded = z.strictObject({ callId: Id.describe('A call that was decided, once more.') });
const Possible = z.strictObject({
  agentId: Id,
  personId: Id.nullable().exactOptional().describe('Who is acting.'),
  chain: z
    .array(Id)
    .min(1)
    .max(16)
    .exactOptional()
    .describe('From the agent that calls to the first; left out: it alone.'),
  delegations: z.array(Id).max(16).exactOptional().describe('Left out: all that are live between them.'),
  server: Name,
  tool: Name,
  kind: Kind.exactOptional(),
  arguments: z.record(z.string(), z.unknown()).exactOptional().describe('Left out: for some arguments or other.'),
  context: Context.exactOptional(),
  at: TimeInput.exactOptional().describe('Left out: now.'),
});
export const Ask = z.union([Recorded, Possible]);

const Step = z.object({
  step: z.enum(['delegation', 'agent', 'owner', 'ceiling', 'person', 'group', 'rule', 'profile', 'grant', 'missing']),
  id: z.string(),
  name: z.string().nullable(),
});
const Said = z.record(z.string(), z.unknown());
const explanation = {
  at: Time,
  effect: Effect,
  code: z.string(),
  grantIds: z.array(z.string()),
  path: z.array(Step).describe('What was walked, or what is missing last.'),
  missing: Step.nullable(),
  obligations: z.array(Said),
  spends: z.array(z.object({ key: z.string(), limit: z.number().nullable() })),
  stepUp: Said.nullable(),
};
export const Explained = z.object({
  ...explanation,
  call: z
    .object({
      callId: z.uuid(),
      at: Time,
      decision: Effect,
      reasonCode: z.string(),
      grantIds: z.array(z.string()),
      agentId: z.uuid(),
      personId: z.uuid().nullable(),
      server: z.string(),
      tool: z.string(),
    })
    .optional()
    .describe('What was recorded.'),
  inputs: z.enum(['kept', 'without-arguments', 'not-kept']).optional(),
  agrees: z
    .boolean()
    .nullable()
    .optional()
    .describe('Whether the same comes out; null when it was refused for another reason, or nobody can tell any more.'),
});

const Proposal = z.union([
  z.strictObject({ profile: Id, grants: z.array(Grant).max(500).describe('All that it would grant.') }),
  z.strictObject({ assign: Id.describe('The profile.'), personId: Id }),
  z.strictObject({ assign: Id.describe('The profile.'), groupId: Id }),
  z.strictObject({ endAssignment: Id }),
  z.strictObject({ grantTo: Id.describe('The agent.'), profileId: Id.exactOptional(), grant: Grant }),
  z.strictObject({ endGrant: Id.describe('Of an agent or a profile.') }),
  z.strictObject({
    members: Id.describe('The group.'),
    added: z.array(Id).max(1000).default([]),
    removed: z.array(Id).max(1000).default([]),
  }),
  z.strictObject({ rule: conditionForm, profileId: Id }),
  z.strictObject({ endRule: Id }),
]);
export const Simulate = z.strictObject({ change: Proposal, from: TimeInput, to: TimeInput });
export const Simulated = z.object({
  calls: z.int().describe('How many recorded calls were replayed.'),
  isComplete: z.boolean().describe('Whether those were all of that time, or the newest 5,000.'),
  unchanged: z.int(),
  shifted: z.array(
    z.object({
      effect: z.enum(['newly-allowed', 'newly-held', 'newly-denied', 'undetermined']),
      agentId: z.uuid(),
      agentName: z.string().nullable(),
      personId: z.uuid().nullable(),
      personName: z.string().nullable(),
      serverName: z.string(),
      toolName: z.string(),
      before: z.string(),
      after: z.string(),
      calls: z.int(),
      examples: z.array(z.uuid()),
    }),
  ),
});

export const WhoQuery = z.object({ server: Name, tool: Name, at: TimeInput.exactOptional() });
export const WhatQuery = z.object({ personId: Id, from: TimeInput, to: TimeInput });
export const Way = z.object({
  agentId: z.uuid().nullable().describe('Null: what the person may let their agents use at most.'),
  ownerId: z.string(),
  personId: z.uuid().nullable().describe('Who is acting; null when an agent acts for its owner.'),
  chain: z.array(z.uuid()),
  toolId: z.uuid(),
  serverName: z.string(),
  toolName: z.string(),
  effect: z.enum(['allow', 'hold']),
  conditional: z.boolean().describe('Only for certain arguments, times or histories.'),
  grantIds: z.array(z.string()),
  path: z.array(Step),
});
export const SpannedWay = Way.extend({ from: Time, to: Time.describe('Exclusive.') });
