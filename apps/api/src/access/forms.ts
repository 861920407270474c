import { z } from 'zod';
import { budgetForm, conditionForm, obligationsForm, patternForm } from '@app/access';
import { Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';

/** Named, so that the document refers to it from within itself and from every grant. */
z.globalRegistry.add(conditionForm, { id: 'Condition' });
z.globalRegistry.add(patternForm, { id: 'Pattern' });
z.globalRegistry.add(budgetForm, { id: 'Budget' });

const Effect = z.enum(['allow', 'hold', 'deny']);
/** What is granted: one tool, or several by a pattern; no condition means always, no budget without bound. */
export const Grant = z.strictObject({
  toolId: Id.nullable().default(null),
  pattern: patternForm.nullable().default(null),
  effect: Effect,
  condition: conditionForm.nullable().default(null),
  budget: budgetForm.nullable().default(null),
  obligations: obligationsForm.default([]),
});
const validity = {
  validFrom: TimeInput.exactOptional().describe('A time to come; left out: now.'),
  validTo: TimeInput.nullable().default(null).describe('Null: until further notice.'),
};
/** With a profile the agent holds that profile, narrowed by what else is said. */
export const NewAgentGrant = Grant.extend({ profileId: Id.nullable().default(null), ...validity });
export const Terms = { ...validity, reason: Text.exactOptional() };
/** What was looked at, and why it is changed. */
export const Change = { ifVersion: z.int().min(1).exactOptional(), reason: Text.exactOptional() };

const interval = { validFrom: Time, validTo: Time.nullable(), endedBecause: z.string().nullable() };
const granted = {
  id: z.uuid(),
  toolId: z.uuid().nullable(),
  pattern: patternForm.nullable(),
  effect: Effect,
  condition: conditionForm.nullable(),
  budget: budgetForm.nullable(),
  obligations: obligationsForm,
  ...interval,
};
export const ProfileGrant = z.object({ ...granted, profileId: z.uuid() });
export const AgentGrant = z.object({
  ...granted,
  agentId: z.uuid(),
  profileId: z.uuid().nullable(),
  planned: z.boolean(),
  grantedBy: z.string(),
});
export const Assignment = z.object({
  id: z.uuid(),
  profileId: z.uuid(),
  personId: z.uuid().nullable(),
  groupId: z.uuid().nullable(),
  bindingId: z.uuid().nullable(),
  ruleId: z.uuid().nullable(),
  planned: z.boolean(),
  assignedBy: z.string(),
  reason: z.string(),
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
    step: z.enum(['delegation', 'agent', 'owner', 'ceiling', 'person', 'group', 'rule', 'profile', 'grant', 'missing']),
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
