import { type CallContext, type Decision, holds } from '@app/access';
import { Refusal } from '@app/kernel';
import { challenge, refusalAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { TOO_LATE } from '../core/sentences.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { knownToken } from '../known-token.js';
import { callerOf, listed } from '../listed.js';
import { freshness } from './freshness.js';
import { refused } from './refused.js';
import { found } from '../found.js';
import { unknownTarget } from './unknown-target.js';

/** Whoever is told one of these holds nothing on the tool: nothing is read for them. */
const strangers = new Set<Decision['code']>([
  'no_grant',
  'agent_no_grant',
  'owner_no_grant',
  'person_no_grant',
  'above_ceiling',
  'delegation_missing',
]);

/**
 * Whether this agent may make this call now, by the index in memory. Where a definition was read too long ago it is
 * read again first, and where something is counted or remembered, it is looked up, and the call is decided anew; a call of
 * which neither is asked is decided once, in this very turn.
 */
export function decision(call: Call, house: House): Ending | undefined | Promise<Ending | undefined> {
  call.decision = decided(call, house);
  const { tool, code } = call.decision;
  if (tool && !strangers.has(code)) {
    const reading = house.definitions.ensureRecent(tool.serverId);
    if (reading) return whenRead(call, house, reading);
    const lookingUp = lookUp(call, house);
    if (lookingUp) return lookingUp.then(() => decidedAnew(call, house));
  }
  return freshness(call, house, asSeen(call.decision)) ?? ending(call, house, call.decision);
}

function decidedAnew(call: Call, house: House): Ending | undefined {
  call.decision = decided(call, house);
  return freshness(call, house, asSeen(call.decision)) ?? ending(call, house, call.decision);
}

/** How current we must be depends on the tool, and so would tell a stranger that there is one. */
const asSeen = (made: Decision): Decision => (strangers.has(made.code) ? { ...made, tool: null } : made);

/** Looks up what the decision needs; without a need, only notes that there was a call, and there is nothing to wait for. */
export function lookUp(call: Call, house: House): Promise<void> | undefined {
  const { server, kind, tool } = found(call.target);
  const doer = doerOf(call, house);
  const now = house.clock.now();
  call.needs = house.access.needs(callerOf(call), { serverName: server, toolName: tool, kind });
  if (call.needs) return house.usage.lookUp(doer, call.needs, now).then((usage) => void (call.usage = usage));
  house.usage.note(doer, now);
  return undefined;
}

async function whenRead(call: Call, house: House, reading: Promise<void>): Promise<Ending | undefined> {
  const unread = await recent(call, reading);
  if (unread) return unread;
  await lookUp(call, house);
  return decidedAnew(call, house);
}

async function recent(call: Call, reading: Promise<void>): Promise<Ending | undefined> {
  try {
    await reading;
    return undefined;
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status === 503) throw failure;
    return { answer: refusalAnswer(call.message?.id, failure, 200), refused: 'definitions_unread' };
  }
}

/**
 * The same question once more: grants end by time as well as by change. An answer that still allows changes nothing; but
 * the tool may have become one for which we must know more of late. What was counted is asked as it was before this call,
 * and the sign-in is as old as it was then.
 */
export function decisionAgain(call: Call, house: House): Ending | undefined {
  const again = judgedAgain(call, house);
  if (!call.sent && again !== call.decision && usesMore(again, found(call.decision))) {
    return { answer: refusalAnswer(call.message?.id, new Refusal('fence.not-fresh')), fault: 'fence.not-fresh' };
  }
  return ending(call, house, again) ?? freshness(call, house, again);
}

/** The decision as of now on a call that was decided before: the same one, if nothing that it rests on can be otherwise. */
function judgedAgain(call: Call, house: House): Decision {
  const now = house.clock.now();
  const before = found(call.decision);
  if (holds(before, now)) return before;
  const context = contextOf(call);
  const { signIn } = context;
  if (!signIn) return decidedAt(call, house, now, context);
  // who waits for an upstream would be sent to sign in, and then make the call a second time
  const at = new Date(signIn.at.getTime() + now.getTime() - found(call.decidedAt).getTime());
  return decidedAt(call, house, now, { ...context, signIn: { ...signIn, at } });
}

/** It rests on other grants by now, of which nothing was taken. */
const usesMore = (again: Decision, before: Decision): boolean =>
  again.spends.some(({ key }) => !before.spends.some((spent) => spent.key === key));

/** What is to be done with the result: all that was due when the call was allowed, and all that is now. */
export function dutiesOn(call: Call, house: House): Decision['obligations'] {
  const then = found(call.decision);
  const now = judgedAgain(call, house);
  return now === then ? then.obligations : [...then.obligations, ...now.obligations];
}

/** The decision as of now, which is the one that is recorded. */
export function decided(call: Call, house: House): Decision {
  call.decidedAt = house.clock.now();
  return decidedAt(call, house, call.decidedAt, contextOf(call));
}

function decidedAt(call: Call, { access }: House, at: Date, context: CallContext): Decision {
  const { server: serverName, kind, tool: toolName, args } = found(call.target);
  const { agentId, personId, chain, delegations } = callerOf(call);
  const made = access.decide({ agentId, personId, chain, delegations, serverName, toolName, kind, args, at, context });
  return follows(call) ? { ...made, spends: measured(made.spends) } : made;
}

/** Whether it looks after a task: the call that made the task has been counted, and what is told of it is counted here. */
const follows = ({ message }: Call): boolean => governedAs(found(message)) === 'task';

/** What is counted of a result. */
export const measured = (spends: Decision['spends']): Decision['spends'] =>
  spends.filter(({ counter: { unit } }) => unit === 'records' || unit === 'bytes');

/** What is known of the call beside its arguments. */
export function contextOf({ token, usage }: Call): CallContext {
  const { context } = knownToken(found(token));
  return usage ? { ...context, usage: usage.usage, ...(usage.called && { called: usage.called }) } : context;
}

/** What is in the agent's lists is refused with a sentence; anything else does not exist for it. */
export function ending(call: Call, house: House, { effect, code, stepUp }: Decision): Ending | undefined {
  if (effect === 'allow') return undefined;
  const { server, kind, tool } = found(call.target);
  const sees = listed(call, house, kind).some((each) => each.server === server && each.name === tool);
  if (!sees) return unknownTarget(call, code);
  if (call.sent) return refused(call, code, TOO_LATE);
  if (code === 'step_up_required' && stepUp) {
    const refusal = new Refusal('token.step-up-required');
    return { answer: challenge(call, refusal, house.publicUrl, stepUp), refused: code };
  }
  return refused(call, code);
}
