import { z } from 'zod';
import { conditionForm } from '@app/access';
import { Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';

/** Named, so that the document refers to it from within itself and from every grant. */
z.globalRegistry.add(conditionForm, { id: 'Condition' });

const Effect = z.enum(['allow', 'hold', 'deny']);
/** What is granted, and for which arguments; no condition means always. */
export const Grant = z.strictObject({ toolId: Id, effect: Effect, condition: conditionForm.nullable().default(null) });
const interval = { validFrom: Time, validTo: Time.nullable() };
const granted = { id: z.uuid(), toolId: z.uuid(), effect: Effect, condition: conditionForm.nullable(), ...interval };
export const ProfileGrant = z.object({ ...granted, profileId: z.uuid() });
export const AgentGrant = z.object({
  ...granted,
  agentId: z.uuid(),
  grantedBy: z.string(),
  endedBecause: z.string().nullable(),
});
export const Assignment = z.object({
  id: z.uuid(),
  profileId: z.uuid(),
  personId: z.uuid().nullable(),
  groupId: z.uuid().nullable(),
  bindingId: z.uuid().nullable(),
  ...interval,
});
const tool = {
  toolId: z.uuid(),
  serverName: z.string(),
  toolName: z.string(),
  risk: z.enum(['read', 'write', 'destructive', 'unknown']),
};
/** The reason, link by link; the last one of what is withheld is what is missing. */
const path = z.array(
  z.object({
    step: z.enum(['delegation', 'agent', 'owner', 'ceiling', 'person', 'group', 'profile', 'grant', 'missing']),
    id: z.string(),
    name: z.string().nullable(),
  }),
);
export const EffectiveTool = z.object({
  ...tool,
  effect: z.enum(['allow', 'hold']),
  conditional: z.boolean(),
  conditions: z.array(z.object({ grantId: z.uuid(), condition: conditionForm })),
  grantIds: z.array(z.uuid()),
  path,
});
export const WithheldTool = z.object({ ...tool, code: z.string(), path });
