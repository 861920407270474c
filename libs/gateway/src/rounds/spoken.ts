import { Refusal } from '@app/kernel';
import type { Question, RpcAnswer } from '@app/connectors';
import { refusalAnswer } from '../answer.js';
import { type Call, Stop } from '../call.js';
import { asks, questionsIn, unaskable } from '../core/questions.js';
import { asReal } from '../cut.js';
import type { House } from '../house.js';
import type { Round, Send } from './send.js';
import { asSpoken, dialogueOf } from './dialogue.js';
import type { Errand } from './errand.js';
import { OpenErrand } from './open-errand.js';

type Fields = Readonly<Record<string, unknown>>;
type Ask = (question: Question, signal: AbortSignal) => Promise<RpcAnswer>;

/** So often a stateless upstream may ask within one call. */
const MOST_ROUNDS = 8;

const nobody: Ask = () => Promise.reject(new Error('the client has no stream'));

/**
 * A call of a client that is asked on its stream. What a stateless upstream asks is put to it as requests of its own, and
 * the call sent again with the answers; each time it is judged as if it were the first.
 */
export async function spoken(call: Call, house: House, send: Send): Promise<RpcAnswer> {
  const errand = new OpenErrand(call, house);
  const { ask, capabilities = {} } = call.client ?? {};
  const declared = ask ? capabilities : unaskable(capabilities);
  let cut: AbortSignal | undefined;
  const put: Ask = (question, signal) => {
    cut ??= asReal(errand.signal);
    return (ask ?? nobody)(asSpoken(question), AbortSignal.any([signal, cut]));
  };
  const dialogue = dialogueOf(call, errand, declared, put);
  try {
    let reply = await send(null, dialogue, errand);
    for (let round = 1; 'result' in reply && asks(reply.result); round++) {
      if (round > MOST_ROUNDS) throw new Refusal('upstream.unusable', 'it asks on and on');
      reply = await send(await answered(call, errand, reply.result, declared, dialogue?.ask ?? put), dialogue, errand);
    }
    return reply;
  } finally {
    errand.end();
  }
}

async function answered(call: Call, errand: Errand, result: Fields, declared: Fields, ask: Ask): Promise<Round> {
  const questions = questionsIn(result, declared);
  if (!questions) throw new Refusal('upstream.unusable', 'it asks what the client cannot be asked');
  const asked = new AbortController();
  const put = async ([key, question]: [string, Question]) => [key, resultOf(call, await ask(question, asked.signal))];
  try {
    const inputResponses = Object.fromEntries(await Promise.all([...questions].map(put))) as Fields;
    const { requestState } = result;
    return {
      ...(questions.size > 0 && { inputResponses }),
      ...(typeof requestState === 'string' && { requestState }),
    };
  } catch (failure) {
    errand.signal.throwIfAborted(); // who lost the right hears of that
    if (failure instanceof Stop) throw failure;
    throw unanswered(call);
  } finally {
    asked.abort(new Error('the question is settled')); // one that failed takes the others back
  }
}

/** There is no way to tell a stateless upstream that a question failed. */
function resultOf(call: Call, answer: RpcAnswer): Fields {
  if ('error' in answer) throw unanswered(call);
  return answer.result;
}

const unanswered = (call: Call): Stop =>
  new Stop({ answer: refusalAnswer(call.message?.id, new Refusal('round.unanswered'), 200) }, 'cancelled');
