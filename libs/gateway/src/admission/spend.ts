import type { Decision, Raise } from '@app/access';
import { Refusal } from '@app/kernel';
import type { Call, Ending } from '../call.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { decided, ending, lookUp } from './decision.js';
import { freshness } from './freshness.js';
import { found } from '../found.js';

/** Who has waited for so long finds the database as slow as those before them did. */
const LONGEST_WAIT_MS = 5_000;
/** So often somebody else may come first; then the database is too busy to promise anything. */
const MOST_TRIES = 16;

/**
 * Takes what the call uses up, and marks its session, before it goes out. Of several calls that decided by the same
 * counter at the same time, whoever raises it first was right; the others look and decide again. What is taken is not
 * given back when the call then fails: nobody can always know that it was not carried out.
 */
export function spend(call: Call, house: House): undefined | Promise<Ending | undefined> {
  const isNothing = found(call.decision).spends.length === 0 && (call.needs?.marks.length ?? 0) === 0;
  return isNothing ? undefined : spent(call, house);
}

async function spent(call: Call, house: House): Promise<Ending | undefined> {
  const over = await taken(call, house, 0);
  if (over) return over;
  const { marks = [] } = call.needs ?? {};
  const fresh = marks.filter((mark) => call.usage?.called?.includes(mark) !== true);
  if (fresh.length > 0) {
    await house.usage.mark(
      doerOf(call, house).tenant,
      found(call.usage?.session ?? undefined),
      fresh,
      house.clock.now(),
    );
  }
  return undefined;
}

async function taken(call: Call, house: House, tries: number): Promise<Ending | undefined> {
  const raises = advance(call, house, found(call.decision));
  if (raises.length === 0) return undefined;
  const { tenant } = doerOf(call, house);
  const outcome = await house.usage.raise(tenant, call.usage?.session ?? null, raises, found(call.decidedAt));
  if (outcome === 'raised') return undefined;
  if (tries >= MOST_TRIES) throw new Refusal('database.unavailable');
  const since = performance.now();
  const again = async (): Promise<Ending | undefined> => {
    if (performance.now() - since > LONGEST_WAIT_MS) throw new Refusal('database.unavailable');
    await lookUp(call, house);
    if (outcome === 'used-up') call.usage = usedUp(call, raises);
    call.decision = decided(call, house);
    return freshness(call, house) ?? ending(call, house, call.decision) ?? (await taken(call, house, tries + 1));
  };
  // those who lost the race queue up, so that they do not race on
  return tries === 0 ? house.turns.take([tenant, ...raises.map(({ key }) => key)].join(), again) : again();
}

/** What is known before the call is made. A counter that a condition has read must still be what was read. */
function advance(call: Call, house: House, { spends, tool }: Decision): Raise[] {
  const amounts = { calls: 1, cost: tool ? house.terms.of(tool.id).cost : 0, records: 0, bytes: 0 };
  return spends
    .map(({ key, counter, limit }) => {
      const seen = limit === null ? (call.usage?.usage[key] ?? 0) : null;
      return { key, counter, limit, amount: amounts[counter.unit], seen };
    })
    .filter(({ amount }) => amount > 0);
}

/** A budget with too little left for this call is used up for it, even if there is something left. */
function usedUp({ usage }: Call, raises: readonly Raise[]): Call['usage'] {
  const { usage: used, ...known } = found(usage);
  const short = raises.flatMap(({ key, amount, limit }) =>
    limit !== null && (used[key] ?? 0) + amount > limit ? [[key, Math.max(used[key] ?? 0, limit)]] : [],
  );
  return { ...known, usage: { ...used, ...(Object.fromEntries(short) as Record<string, number>) } };
}
