import type { AccessRequest, Decision } from '@app/access';
import { canonicalJson } from '@app/kernel';
import fc from 'fast-check';
import { args, context, type Context, patterns } from './access-conditions.js';
import { day, monday } from './access-worlds.js';

/** A call in the worlds of `access-worlds.ts`, without what is looked up for it. */
export type DrawnCall = AccessRequest &
  Readonly<{
    context: Context;
    /** How much was used of the counters that are asked for, in turn; null: not looked up. */
    used: readonly number[] | null;
  }>;
type Needed = Readonly<{ counters: readonly Readonly<{ key: string }>[]; called: boolean }> | null;

export const everyDelegation = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd-p', 'd-q', 'd-1', 'd-2'];
const spine = fc.constantFrom(['agent0'], ['agent1', 'agent0'], ['agent2', 'agent1', 'agent0']);
const chains = fc.oneof(
  { weight: 9, arbitrary: spine },
  { weight: 5, arbitrary: fc.constantFrom(['agent0'], ['agent1'], ['agent2']) },
  { weight: 2, arbitrary: fc.shuffledSubarray(['agent0', 'agent1', 'agent2'], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom<string[][]>(['nobody'], ['agent0', 'nobody'], []) },
);
export const callers = fc
  .record({
    chain: chains,
    personId: fc.constantFrom(null, null, null, 'person0', 'person0', 'person1'),
    delegations: fc.oneof(
      { weight: 7, arbitrary: fc.constant(everyDelegation) },
      { weight: 1, arbitrary: fc.subarray(everyDelegation) },
    ),
  })
  .map((one) => ({ ...one, agentId: one.chain[0] ?? 'agent0' }));
const looked = fc.subarray(patterns.map((pattern) => canonicalJson({ kind: 'tool', ...pattern })));

export const calls: fc.Arbitrary<DrawnCall> = fc
  .record({
    caller: callers,
    likely: fc.option(fc.record({ chain: spine, personId: fc.constantFrom(null, 'person0') }), { nil: null, freq: 2 }),
    serverName: fc.constantFrom('a', 'a', 'b'),
    toolName: fc.constantFrom('name0', 'name0', 'name1', 'name2'),
    kind: fc.constantFrom(undefined, undefined, undefined, 'prompt' as const),
    args,
    at: fc.constantFrom(monday, monday, day(2), new Date(monday.getTime() + 11 * 3_600_000)),
    context: context(monday),
    called: fc.option(looked, { nil: undefined, freq: 3 }),
    used: fc.option(fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }), { nil: null, freq: 9 }),
  })
  .map(({ caller, likely, called, serverName, toolName, kind, ...rest }) => ({
    ...caller,
    ...(likely && { ...likely, agentId: likely.chain[0] ?? '', delegations: everyDelegation }),
    ...rest,
    ...(likely ? { serverName: 'a', toolName: 'name0' } : { serverName, toolName, ...(kind && { kind }) }),
    context: { ...rest.context, ...(called && { called }) },
  }));

/** The call as it is asked once its counters have been looked up; an amount of 6 stands for a counter never raised. */
export function lookedUp({ used, ...call }: DrawnCall, needs: Needed): AccessRequest {
  if (used === null || needs === null) return call;
  const found = needs.counters.flatMap(({ key }, i) => {
    const amount = used[i % used.length] ?? 0;
    return amount === 6 ? [] : [[key, amount] as const];
  });
  return { ...call, context: { ...call.context, usage: Object.fromEntries(found) } };
}

export const permits = ({ effect }: Decision): boolean => effect !== 'deny';
