import {
  type Counter,
  type Decision,
  type Raise,
  bare,
  bytesIn,
  cutTo,
  dueOf,
  fulfilled,
  recordsIn,
} from '@app/access';
import { Refusal } from '@app/kernel';
import { resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { isComplete } from '../core/result.js';
import { saidOf } from '../core/said.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { dutiesOn } from './decision.js';
import { found } from './step.js';

type Result = Readonly<Record<string, unknown>>;

/** So often somebody else may come first before what is left counts as nothing. */
const MOST_TRIES = 8;

/**
 * The upstream has answered: does with its result what the decision obliges to, or one of now would, and counts the
 * records and bytes that are told. What cannot be redacted, cut or counted is not told at all.
 */
export async function settle(call: Call, house: House): Promise<Ending | undefined> {
  const { spends, tool } = found(call.decision);
  const reply = found(call.reply);
  const due = dueOf(dutiesOn(call, house));
  if ('error' in reply) {
    // whatever an upstream says of a failure may tell what is to be redacted
    if (due.redact.length > 0) call.reply = { error: { code: reply.error.code, message: 'The tool failed.' } };
    return undefined;
  }
  if (!isComplete(reply.result)) return undefined;
  const recordsAt = tool ? house.terms.of(tool.id).recordsAt : null;
  const told = fulfilled(due, reply.result, recordsAt);
  if (!told) return withheld(call, 'result_withheld');
  const counted = await settled(call, house, measured(spends), told, recordsAt).catch(uncounted);
  if (counted === undefined) return withheld(call, 'result_withheld');
  if (counted === null) return withheld(call, 'result_above_budget');
  call.reply = { result: counted };
  return undefined;
}

type Spends = Decision['spends'];
const measured = (spends: Spends): Spends =>
  spends.filter(({ counter: { unit } }) => unit === 'records' || unit === 'bytes');

/** Counts what is told; when there is too little left for it, no more records are told than are left. */
async function settled(
  call: Call,
  house: House,
  spends: Spends,
  result: Result,
  recordsAt: string | null,
): Promise<Result | null> {
  if (spends.length === 0) return result;
  const { tenant } = doerOf(call, house);
  const session = call.usage?.session ?? null;
  const at = found(call.decidedAt);
  const needs = { counters: spends, called: false, marks: [] };
  let told: Result | null = spends.some(({ counter }) => counter.unit === 'records') ? bare(result) : result;
  for (let tries = 0; told && tries < MOST_TRIES; tries++) {
    const amounts: Readonly<Record<Counter['unit'], number>> = {
      records: recordsIn(told, recordsAt),
      bytes: bytesIn(told),
      calls: 0,
      cost: 0,
    };
    const raises: readonly Raise[] = spends.map((spend) => ({
      ...spend,
      amount: amounts[spend.counter.unit],
      seen: null,
    }));
    if ((await house.usage.raise(tenant, session, raises, at)) === 'raised') return told;
    const used = await house.usage.usedIn(tenant, session, needs.counters, at);
    const room = Math.min(
      ...spends.map(({ key, counter, limit }) =>
        counter.unit === 'records' && limit !== null ? limit - (used[key] ?? 0) : Infinity,
      ),
    );
    told = room > 0 && room < amounts.records ? cutTo(room, told, recordsAt) : null;
  }
  return null;
}

/** A 503 would have the client make the call a second time. */
function uncounted(failure: unknown): undefined {
  if (!(failure instanceof Refusal)) throw failure;
}

/** The call was made; what came of it is not told. */
function withheld(call: Call, code: 'result_withheld' | 'result_above_budget'): Ending {
  const { id, era } = found(call.message);
  call.outcome = 'withheld';
  return { answer: resultAnswer(found(id), saidOf(call.id, era, code)), refused: code };
}
