import { z } from 'zod';
import type { Explanation, Question } from '@app/access';

/** The wire of the OpenID AuthZEN Authorization API 1.0: §5 information model, §6 evaluation, §7 evaluations. */
const Properties = z.record(z.string(), z.unknown());
const Entity = z.looseObject({
  type: z.string().max(256),
  id: z.string().max(2048),
  properties: Properties.optional(),
});
const Action = z.looseObject({ name: z.string().max(256), properties: Properties.optional() });
const parts = { subject: Entity, action: Action, resource: Entity, context: Properties };

export const Evaluation = z.looseObject({ ...parts, context: Properties.optional() });
/** More in one message than this are refused (§12: availability). */
const MOST = 100;
export const Evaluations = z.looseObject({
  ...z.looseObject(parts).partial().shape,
  evaluations: z.array(z.looseObject(parts).partial()).max(MOST).optional(),
  options: z
    .looseObject({
      evaluations_semantic: z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit']).optional(),
    })
    .optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;
export type Answer = Readonly<{ decision: boolean; context?: Readonly<Record<string, unknown>> }>;

const Person = z.object({
  on_behalf_of: z.uuid().nullable().default(null),
  chain: z.array(z.uuid()).min(1).max(16).optional(),
});
const Call = z.object({ arguments: z.record(z.string(), z.unknown()).default({}) });
const SignIn = z.object({
  acr: z.string().nullable().default(null),
  amr: z.array(z.string()).default([]),
  auth_time: z.number().describe('Seconds since 1970, as in RFC 9068.'),
});
const Circumstances = z.object({
  time: z.iso.datetime({ offset: true }).optional(),
  client_id: z.string().optional(),
  sign_in: SignIn.optional(),
  /** What the enforcement point can do with results. */
  obligations: z.array(z.enum(['redact', 'cap'])).default([]),
});

/** What we are asked, or in words why nobody can tell. */
export type Asked = Readonly<{ question: Question; able: readonly string[] }> | Readonly<{ fault: string }>;

/** A subject is an `agent`, the action is `call`, a resource is a `tool` by `<server>/<tool>`. */
export function askedIn({ subject, action, resource, context = {} }: Evaluation): Asked {
  if (subject.type !== 'agent' || !z.uuid().safeParse(subject.id).success) return { fault: 'subject unknown' };
  if (action.name !== 'call') return { fault: 'action unknown' };
  const [, serverName = '', toolName = ''] = /^([^/]+)\/(.+)$/s.exec(resource.id) ?? [];
  if (resource.type !== 'tool' || toolName === '') return { fault: 'resource unknown' };
  const person = Person.safeParse(subject.properties ?? {});
  const call = Call.safeParse(action.properties ?? {});
  const around = Circumstances.safeParse(context);
  if (!person.success) return { fault: 'subject properties malformed' };
  if (!call.success) return { fault: 'action properties malformed' };
  if (!around.success) return { fault: 'context malformed' };
  const { on_behalf_of: personId, chain } = person.data;
  const { time, client_id, sign_in, obligations: able } = around.data;
  const signIn = sign_in ? { acr: sign_in.acr, amr: sign_in.amr, at: new Date(sign_in.auth_time * 1000) } : null;
  const question = {
    agentId: subject.id,
    personId,
    ...(chain && { chain }),
    serverName,
    toolName,
    args: call.data.arguments,
    context: { clientId: client_id ?? null, signIn },
    ...(time !== undefined && { at: new Date(time) }),
  };
  return { question, able };
}

/**
 * Only an allowed call is permitted: one that waits for a person's approval is not, nor one whose result must be cut by
 * somebody who cannot.
 */
export function answerTo(
  { effect, code, grantIds, obligations, stepUp }: Explanation,
  able: readonly string[],
): Answer {
  const isAble = obligations.every((duty) => Object.keys(duty).every((name) => able.includes(name)));
  const decision = effect === 'allow' && isAble;
  const reason = effect === 'allow' && !isAble ? 'obligations_unmet' : code;
  return {
    decision,
    context: {
      id: '0',
      reason_admin: { en: reason },
      effect,
      grant_ids: grantIds,
      ...(obligations.length > 0 && { obligations }),
      ...(stepUp && { step_up: { acr_values: stepUp.acr?.join(' '), max_age: stepUp.maxAge } }),
    },
  };
}

/** §7.3: an error in one evaluation is a denial of that one. */
export const failed = (message: string): Answer => ({
  decision: false,
  context: { error: { status: 400, message } },
});
