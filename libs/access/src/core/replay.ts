import type { CompiledIndex } from './access-index.js';
import type { CallContext } from './condition/types.js';
import type { AccessRequest, Decision, Needs } from './decision.js';
import { ANY_ARGUMENTS } from './weigh.js';

/** A recorded call. `args` undefined: what it was about is not known. */
export type Replayed = Omit<AccessRequest, 'args' | 'context'> &
  Readonly<{ args: unknown; context: CallContext | undefined }>;
type Answer = Pick<Decision, 'effect' | 'code'>;
/** What would have come out: one answer, or several between which nobody can tell. */
export type Outcome = Readonly<{ answer: Answer; isCertain: boolean }>;

/** More than any budget holds. */
const ENDLESS = 1e15;

/**
 * One call by an index.
 * @param known what was looked up when the call was made, so that what is not in its context was nought
 * @param patterns keys of patterns that nobody looked for then
 */
export function outcomeOf(
  index: CompiledIndex,
  call: Replayed,
  known: Needs | null,
  patterns: readonly string[],
): Outcome {
  const { context: _, ...asked } = call;
  const answers = possible(index, call, known, patterns).map(({ args, context }) => {
    const { effect, code } = index.decide({ ...asked, args, ...(context && { context }) });
    return { effect, code };
  });
  const [answer = { effect: 'deny', code: 'error' } as const] = answers;
  return { answer, isCertain: answers.every(({ effect }) => effect === answer.effect) };
}

type Guess = Readonly<{ args: unknown; context: CallContext | undefined }>;

/** Every way in which it can have been, as far as the answer could depend on it: the extremes. */
function possible(index: CompiledIndex, call: Replayed, known: Needs | null, patterns: readonly string[]): Guess[] {
  const { args, context } = call;
  // the least and the most that could be known of it: the truth is between the two
  if (args === undefined || !context)
    return [
      { args: ANY_ARGUMENTS, context },
      { args: undefined, context: undefined },
    ];
  const needs = index.needs(call, call);
  const looked = new Set(known?.counters.map(({ key }) => key));
  const counters = (needs?.counters ?? []).filter(({ key }) => !looked.has(key) && !(key in (context.usage ?? {})));
  const usedUp = (used: number) => Object.fromEntries(counters.map(({ key }) => [key, used]));
  const usages =
    counters.length === 0 ? [context.usage] : [0, ENDLESS].map((used) => ({ ...context.usage, ...usedUp(used) }));
  const isAsked = needs?.called === true && (patterns.length > 0 || context.called === undefined);
  const called = context.called ?? [];
  const histories = isAsked ? [called, [...called, ...patterns]] : [context.called];
  return usages.flatMap((usage) =>
    histories.map((marks) => ({
      args,
      context: {
        clientId: context.clientId,
        signIn: context.signIn,
        ...(usage && { usage }),
        ...(marks && { called: marks }),
      },
    })),
  );
}
