import { z } from 'zod';
import { budgetForm, obligationsForm } from '../core/condition/part-forms.js';
import { tagForm } from '../core/selector/pattern-form.js';

/**
 * `access.yaml`. What it names becomes what it says: a list that is written is the whole list, a key that is left out
 * and whatever is not named stay as they are. Everything is named by its name; ids never appear.
 */
const name = z.string().min(1).max(256);
const tags = z.array(tagForm).max(64);
const risk = z.enum(['read', 'write', 'destructive', 'unknown']);
const environment = z.enum(['production', 'staging', 'development', 'test']);
const classification = z.enum(['public', 'internal', 'confidential', 'restricted']);
const kind = z.enum(['tool', 'resource', 'resource_template', 'prompt']);
const effect = z.enum(['allow', 'hold', 'deny']).default('allow');
const time = z.iso.datetime({ offset: true });

/** As `Pattern`, with the server by its name. */
const match = z.strictObject({
  kind: kind.optional(),
  server: name.optional(),
  name: name.optional().describe('Glob: * stands for any characters, ? for one.'),
  risk: z.array(risk).min(1).optional(),
  tag: name.optional(),
  environment: z.array(environment).min(1).optional(),
  classification: z.array(classification).min(1).optional(),
});

const person = z.strictObject({
  person: name.describe('User name.'),
  source: name.optional().describe('The directory source that says it, where several do.'),
});
const group = z.strictObject({ group: name.describe('Display name.'), source: name.optional() });
const term = { from: time.optional(), to: time.optional(), reason: z.string().max(1024).optional() };

const server = z.strictObject({
  environment: environment.nullable().optional(),
  classification: classification.nullable().optional(),
  tags: tags.optional(),
  tools: z
    .record(
      name,
      z.strictObject({
        tags: tags.optional(),
        risk: risk.optional(),
        reason: z.string().min(1).max(1024).optional().describe('Why it is of this class; asked for with risk.'),
      }),
    )
    .optional(),
  variants: z
    .record(name, z.looseObject({ of: name.describe('The tool of this server that it is made from.') }))
    .optional()
    .describe('Safe variants: description, and what is fixed, removed and bounded of the arguments.'),
});

/** @param when what stands for a condition: the form for editors, or anything while names are still to be resolved */
export function accessDocument(when: z.ZodType) {
  const granted = {
    effect,
    when: when.optional().describe('Only when this holds.'),
    budget: budgetForm.optional(),
    obligations: obligationsForm.optional(),
  };
  const selected = {
    tool: name.optional().describe('server/tool; pinned to its present definition.'),
    kind: kind.optional().describe('Of what `tool` names, if it is no tool.'),
    match: match.optional().describe('Several tools at once, also those to come.'),
  };
  const profile = z.strictObject({
    description: z.string().max(1024).optional(),
    grants: z.array(z.strictObject({ ...selected, ...granted })).optional(),
    assigned: z.array(z.union([person.extend(term), group.extend(term)])).optional(),
    rules: z.array(z.strictObject({ name, when: when.describe('Over the attributes of the person.') })).optional(),
  });
  const agentGrant = z.strictObject({
    profile: name.optional().describe('All that the profile grants, narrowed by what else stands here.'),
    ...selected,
    ...granted,
    from: time.optional(),
    to: time.optional(),
  });
  const agent = z.strictObject({ tags: tags.optional(), grants: z.array(agentGrant).optional() });
  return z.strictObject({
    version: z.literal(1),
    servers: z.record(name, server).optional(),
    profiles: z.record(name, profile).optional(),
    agents: z.record(name, agent).optional(),
  });
}

export const looseDocument = accessDocument(z.unknown());
export type AccessDocument = z.infer<typeof looseDocument>;
export type DocumentGrant = NonNullable<NonNullable<AccessDocument['agents']>[string]['grants']>[number];
export type DocumentMatch = z.infer<typeof match>;
