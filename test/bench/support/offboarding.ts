import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './caller.js';
import type { Fleet } from './fleet.js';
import type { Ground, newOwner } from './house.js';
import { instant } from './instant.js';
import { tokenOf } from './token.js';

/** Connections to each gateway that call without pause, and calls to each that stay under way. */
const CONNECTIONS = 12;
const HELD = 4;
const BEFORE_MS = 250;

export type Trouble = Readonly<{
  /** Just before the offboarding is asked for. */
  before?: (fleet: Fleet) => Promise<void> | void;
  /** As soon as it has returned. */
  after?: (fleet: Fleet) => Promise<void> | void;
}>;

/** Instants in milliseconds; `apiMs` from the sending of the SCIM request to its answer, of the attempt that succeeded. */
export type Outcome = Readonly<{
  calls: number;
  callsAfterReturn: number;
  admitted: number;
  admittedAfterReturn: number;
  lastAdmittedMs: number;
  apiMs: number;
  closedMs: readonly number[];
}>;

type Owner = Awaited<ReturnType<typeof newOwner>>;

/**
 * One owner leaves while their agent calls over all gateways. The instant of return is the barrier's, before the answer
 * is even written; the instant of an admission is that of the last check before the first byte goes upstream.
 */
export async function offboard(
  fleet: Fleet,
  ground: Ground,
  owner: Owner,
  trouble: Trouble,
  order: { name: string; calls: number },
): Promise<Outcome> {
  const token = await tokenOf(owner.agent, fleet.url);
  const callers = fleet.replicas.map(({ process }) => new Caller(process.url, CONNECTIONS + HELD, token));
  const seen = { calls: 0, after: 0, ran: 0 };
  let returned = Number.POSITIVE_INFINITY;
  const work = async (caller: Caller, worker: string): Promise<void> => {
    for (let n = 0; seen.calls < order.calls || seen.after < order.calls / 2; n++) {
      const began = instant();
      const { ran, status } = await caller.echo(`${order.name}-${worker}-${n}`);
      if (status === 0)
        await pause(5); // nobody listens: not a call
      else {
        seen.calls += 1;
        if (ran) seen.ran += 1;
        if (began > returned) seen.after += 1;
      }
    }
  };
  const held = callers.flatMap((caller, gateway) =>
    Array.from({ length: HELD }, async (_, index) => {
      const { status } = await caller.echo(`hold${order.name}-${gateway}-${index}`);
      return { status, at: instant() };
    }),
  );
  const working = callers.flatMap((caller, gateway) =>
    Array.from({ length: CONNECTIONS }, (_, index) => work(caller, `${gateway}-${index}`)),
  );
  await pause(BEFORE_MS);
  await fleet.front.seen(); // what was written until now is of no interest
  await trouble.before?.(fleet);
  const { asked, answered } = await leave(ground, owner.id);
  const { writes } = await fleet.front.seen();
  returned = writes.at(-1)?.returned ?? answered;
  await trouble.after?.(fleet);
  await Promise.all(working);
  const closed = await Promise.all(held);
  await Promise.all(callers.map((caller) => caller.close()));
  const committed = writes[0]?.committed ?? answered;
  const seenBy = await Promise.all(fleet.replicas.map(({ process }) => process.seen()));
  const of = (name: string): number[] => seenBy.flatMap(({ admitted }) => admitted[name] ?? []);
  const answering = of(order.name);
  if (answering.length < seen.ran) throw new Error(`the probe saw ${answering.length} admissions, ${seen.ran} ran`);
  const admissions = [...answering, ...of(`hold${order.name}`)];
  return {
    calls: seen.calls,
    callsAfterReturn: seen.after,
    admitted: admissions.length,
    admittedAfterReturn: admissions.filter((at) => at > returned).length,
    lastAdmittedMs: Math.max(0, admissions.reduce((last, at) => Math.max(last, at), 0) - committed),
    apiMs: answered - asked,
    closedMs: closed.flatMap(({ at, status }) => (status === 0 ? [] : [Math.max(0, at - committed)])),
  };
}

/** As an identity provider would: again and again until it is answered. */
async function leave({ idp }: Ground, id: string): Promise<{ asked: number; answered: number }> {
  for (const end = Date.now() + 60_000; ; await pause(10)) {
    const asked = instant();
    try {
      await idp.patch('Users', id, [{ op: 'replace', value: { active: false } }]);
      return { asked, answered: instant() };
    } catch (refused) {
      if (Date.now() > end) throw refused;
    }
  }
}
