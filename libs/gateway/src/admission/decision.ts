import type { CallContext, Decision } from '@app/access';
import { Refusal } from '@app/kernel';
import { challenge, refusalAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { saidOf } from '../core/said.js';
import { TOO_LATE } from '../core/sentences.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { callerOf, visibleTools } from '../tool-list.js';
import { freshness } from './freshness.js';
import { found } from './step.js';
import { unknownTool } from './unknown-tool.js';

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
 * read again first, and where something is counted or remembered, it is looked up; a call of which neither is asked is
 * decided without waiting for anything.
 */
export async function decision(call: Call, house: House): Promise<Ending | undefined> {
  call.decision = decided(call, house);
  const { tool, code } = call.decision;
  if (tool && !strangers.has(code)) {
    const unread = await recent(call, house, tool.serverId);
    if (unread) return unread;
    await lookUp(call, house);
    call.decision = decided(call, house);
  }
  return freshness(call, house) ?? ending(call, house, call.decision);
}

/** Looks up what the decision needs; without a need, only notes that there was a call. */
export async function lookUp(call: Call, house: House): Promise<void> {
  const { server, tool } = found(call.target);
  const doer = doerOf(call, house);
  const now = house.clock.now();
  call.needs = house.access.needs(callerOf(call), { serverName: server, toolName: tool });
  if (call.needs) call.usage = await house.usage.lookUp(doer, call.needs, now);
  else house.usage.note(doer, now);
}

async function recent(call: Call, house: House, serverId: string): Promise<Ending | undefined> {
  try {
    await house.definitions.ensureRecent(serverId);
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
  if (!call.sent && usesMore(again, found(call.decision))) {
    return { answer: refusalAnswer(call.message?.id, new Refusal('fence.not-fresh')) };
  }
  return ending(call, house, again) ?? freshness(call, house, again);
}

/** The decision as of now on a call that was decided before. */
function judgedAgain(call: Call, house: House): Decision {
  const now = house.clock.now();
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
export const dutiesOn = (call: Call, house: House): Decision['obligations'] => [
  ...found(call.decision).obligations,
  ...judgedAgain(call, house).obligations,
];

/** The decision as of now, which is the one that is recorded. */
export function decided(call: Call, house: House): Decision {
  call.decidedAt = house.clock.now();
  return decidedAt(call, house, call.decidedAt, contextOf(call));
}

function decidedAt(call: Call, { access }: House, at: Date, context: CallContext): Decision {
  const { server, tool, args } = found(call.target);
  return access.decide({ ...callerOf(call), serverName: server, toolName: tool, args, at, context });
}

/** What is known of the call beside its arguments; of nobody who is not there it is known how they signed in. */
export function contextOf({ token, usage }: Call): CallContext {
  const { clientId, personId, signIn } = found(token);
  return {
    clientId,
    signIn: personId === null ? null : signIn,
    ...(usage && { usage: usage.usage, ...(usage.called && { called: usage.called }) }),
  };
}

/** A tool in the agent's list is refused with a sentence for the model; any other does not exist for it. */
export function ending(call: Call, house: House, { effect, code, stepUp }: Decision): Ending | undefined {
  if (effect === 'allow') return undefined;
  const { id, era, params } = found(call.message);
  const { server, tool } = found(call.target);
  const sees = visibleTools(call, house).some((visible) => visible.server === server && visible.tool === tool);
  if (!sees || id === undefined) return unknownTool(call, params['name'], code);
  if (call.sent) return { answer: resultAnswer(id, saidOf(call.id, era, code, TOO_LATE)), refused: code };
  if (code === 'step_up_required' && stepUp) {
    const refusal = new Refusal('token.step-up-required');
    return { answer: challenge(call, refusal, house.publicUrl, stepUp), refused: code };
  }
  return { answer: resultAnswer(id, saidOf(call.id, era, code)), refused: code };
}
