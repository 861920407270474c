import { Refusal, isObject } from '@app/kernel';
import type { RpcAnswer } from '@app/connectors';
import { refusalAnswer } from '../answer.js';
import { found } from '../found.js';
import { type Call, Stop } from '../call.js';
import { governedAs } from '../core/methods.js';
import { isAskable, mayAsk } from '../core/questions.js';
import type { House } from '../house.js';
import type { Send } from './send.js';
import { asStateless, dialogueOf, nameOf } from './dialogue.js';
import { HeldCall } from './held-call.js';
import type { Held } from './held-calls.js';
import { OpenErrand } from './open-errand.js';
import { askable, outward, stateOf } from './outward.js';
import type { Place } from './relay.js';
import { bearerOf } from './states.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A call of a client that is asked by the answer of its request, and comes again. A stateless upstream does the same; of
 * one of the handshake era the call is held open until the client comes with what was asked.
 */
export async function stateless(call: Call, house: House, send: Send): Promise<RpcAnswer> {
  if (call.continued?.held) return resumed(call, house, call.continued.held);
  const errand = new OpenErrand(call, house);
  const { capabilities = {} } = call.client ?? {};
  const waiting = isAskable(capabilities) ? new HeldCall() : null;
  const dialogue = dialogueOf(call, errand, capabilities, async (question, signal) => {
    if (!waiting || !house.rounds.held.hasRoom(bearerOf(found(call.token))))
      throw new Error('too many calls wait for an answer');
    return waiting.ask(asStateless(question), signal, nameOf(question));
  });
  const sent = send(roundOf(call), dialogue, errand);
  if (waiting) {
    waiting.begin(sent);
    return turn(call, house, { bearer: bearerOf(found(call.token)), call: waiting, errand });
  }
  try {
    return outward(call, house, await sent);
  } finally {
    errand.end();
  }
}

/** The answer to what a held call asked: it is taken by one request, judged anew, and fed. */
async function resumed(call: Call, house: House, place: Place): Promise<RpcAnswer> {
  const responses = found(call.message).params['inputResponses'];
  if (!isObject(responses)) throw stopped(call, 'request.invalid');
  const held = house.rounds.held.take(place.address, place.step);
  if (!held) return elsewhere(call, house, place, responses);
  const { errand } = held;
  errand.attach(call);
  try {
    errand.beforeWrite();
  } catch (stop) {
    errand.abort(stop as Error);
    errand.end();
    throw stop;
  }
  held.call.answer(responses);
  return turn(call, house, held);
}

/** Waits for the upstream's answer, or for what it asks; in the latter case the call stays, and the client gets an answer. */
async function turn(call: Call, house: House, held: Held): Promise<RpcAnswer> {
  const { errand } = held;
  let isKept = false;
  try {
    const reply = await held.call.next();
    if (reply) return outward(call, house, reply);
    errand.signal.throwIfAborted();
    errand.judge();
    askable(call, { inputRequests: held.call.questions });
    // several may have asked before the first of them waited
    if (!house.rounds.held.hasRoom(held.bearer)) throw stopped(call, 'round.too-many', 'cancelled');
    isKept = true;
    errand.detach();
    const place = { address: house.rounds.held.keep(held), step: held.call.step };
    return asking(call, house, held.call.questions, place);
  } catch (failure) {
    errand.abort(failure as Error); // no upstream goes on for a client that has its answer
    throw failure;
  } finally {
    if (!isKept) errand.end();
  }
}

/** Another process may hold it; of this one, it is known that it does not. */
async function elsewhere(call: Call, house: House, place: Place, responses: Fields): Promise<RpcAnswer> {
  if (house.rounds.held.isHere(place.address)) throw stopped(call, 'round.over');
  const errand = new OpenErrand(call, house);
  try {
    errand.beforeWrite();
    const went = await house.rounds.relay.bring(place, responses, errand.signal);
    // whoever held it may have fed it and died, or come too late to say so
    if (!went) throw stopped(call, 'round.over', 'unknown');
    if ('reply' in went) return outward(call, house, went.reply);
    askable(call, { inputRequests: went.questions });
    return asking(call, house, went.questions, went);
  } finally {
    errand.end();
  }
}

const asking = (call: Call, house: House, inputRequests: Fields, { address, step }: Place): RpcAnswer => {
  const requestState = stateOf(call, house, { held: { address, step } });
  return { result: { resultType: 'input_required', inputRequests, requestState } };
};

/** What the client's request adds: its answers, and the state as the upstream gave it. */
function roundOf({ message, continued }: Call): Parameters<Send>[0] {
  const { inputResponses } = found(message).params;
  const addsNothing = inputResponses === undefined && continued?.requestState === undefined;
  if (addsNothing || !mayAsk(governedAs(found(message)))) return null;
  return {
    ...(inputResponses !== undefined && { inputResponses }),
    ...(continued?.requestState !== undefined && { requestState: continued.requestState }),
  };
}

type Fault = 'request.invalid' | 'round.over' | 'round.too-many';
type Outcome = Call['outcome'];

const stopped = (call: Call, code: Fault, outcome: Outcome = 'upstream_unavailable'): Stop =>
  new Stop({ answer: refusalAnswer(call.message?.id, new Refusal(code), 200) }, outcome);
