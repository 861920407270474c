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
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { asks } from '../core/questions.js';
import { isTask } from '../core/result.js';
import { readable } from '../core/readable.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { dutiesOn, measured } from './decision.js';
import { refused } from './refused.js';
import { found } from '../found.js';

type Result = Readonly<Record<string, unknown>>;
type Spends = Decision['spends'];
type Due = ReturnType<typeof dueOf>;

/** So often somebody else may come first before what is left counts as nothing. */
const MOST_TRIES = 8;

/**
 * The upstream has answered: does with its result what the decision obliges to, or one of now would, and counts the
 * records and bytes that are told. What cannot be redacted, cut or counted is not told at all. A question to the client
 * is no result, but says in words what a result might: who may not hear all of the one does not hear the other.
 */
export function settle(call: Call, house: House): Ending | undefined | Promise<Ending | undefined> {
  const { spends } = found(call.decision);
  const reply = found(call.reply);
  const duties = dutiesOn(call, house);
  if (duties.length === 0 && spends.length === 0) return undefined;
  const due = dueOf(duties);
  if ('error' in reply) {
    // whatever an upstream says of a failure may tell what is to be redacted
    if (due.redact.length > 0) call.reply = { error: { code: reply.error.code, message: 'The tool failed.' } };
    return undefined;
  }
  const isDue = due.redact.length > 0 || due.records < Infinity || due.bytes < Infinity;
  const counted = measured(spends);
  if (!isDue && counted.length === 0) return undefined;
  return fulfil(call, house, reply.result, due, counted);
}

async function fulfil(
  call: Call,
  house: House,
  result: Result,
  due: Due,
  counted: Spends,
): Promise<Ending | undefined> {
  const { tool } = found(call.decision);
  if (asks(result)) return due.redact.length > 0 ? withheld(call, 'result_withheld') : undefined;
  const recordsAt = tool ? house.terms.of(tool.id).recordsAt : null;
  const as = isTask(result) ? 'task' : found(governedAs(found(call.message)) ?? undefined);
  const view = readable(as, result, due.redact.length > 0);
  const told = view && fulfilled(due, view.as, recordsAt);
  if (!told) return withheld(call, 'result_withheld');
  const settledAs = await settled(call, house, counted, told, recordsAt).catch(uncounted);
  if (settledAs === undefined) return withheld(call, 'result_withheld');
  if (settledAs === null) return withheld(call, 'result_above_budget');
  call.reply = { result: view.back(settledAs) };
  return undefined;
}

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
  call.outcome = 'withheld';
  return refused(call, code);
}
