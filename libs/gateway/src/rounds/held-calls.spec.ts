import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RpcAnswer } from '@app/connectors';
import type { Stop } from '../call.js';
import type { Errand } from './errand.js';
import { nameOf } from './dialogue.js';
import { HeldCall } from './held-call.js';
import { HeldCalls } from './held-calls.js';

const never = new AbortController().signal;
const elicit = (message: string) => ({ method: 'elicitation/create', params: { message } });

/** An errand that may go on until the test says otherwise. */
function errand() {
  const end = new AbortController();
  const state = { reason: null as Stop | null, ended: false };
  return Object.assign(state, {
    signal: end.signal,
    onProgress: undefined,
    recheck: () => state.reason,
    beforeWrite: () => undefined,
    mayTell: () => true,
    judge: () => undefined,
    abort: (reason: Error) => end.abort(reason),
    detach: () => undefined,
    attach: () => undefined,
    end: () => void (state.ended = true),
  }) satisfies Errand;
}
const held = (bearer = 'me') => ({ bearer, call: new HeldCall(), errand: errand() });

describe('a held call', () => {
  it('tells questions that come together together, and gives each its own answer [gateway.rounds.held]', async () => {
    const call = new HeldCall();
    const answers = [call.ask(elicit('a'), never), call.ask({ method: 'roots/list', params: {} }, never)];
    expect(await call.next()).toBeNull();
    expect(call.questions).toEqual({ elicitation_1: elicit('a'), roots_2: { method: 'roots/list', params: {} } });
    call.answer({ elicitation_1: { action: 'accept' }, roots_2: { roots: [] }, other: { x: 1 } });
    expect(await Promise.all(answers)).toEqual([{ result: { action: 'accept' } }, { result: { roots: [] } }]);
    expect([call.step, call.questions]).toEqual([1, {}]);
  });

  it('tells a question under the name that the upstream gives it, if that is free and a name [gateway.rounds.held]', async () => {
    const call = new HeldCall();
    const named = (key: unknown) => nameOf({ method: 'roots/list', params: { _meta: { 'surety.dev/key': key } } });
    expect([named('user_name'), named('__proto__'), named('a b'), named(7), nameOf(elicit('a'))]).toEqual([
      'user_name',
      ...Array.from({ length: 4 }, () => undefined),
    ]);
    const answers = [call.ask(elicit('a'), never, 'user_name'), call.ask(elicit('b'), never, 'user_name')];
    expect(Object.keys(call.questions)).toEqual(['user_name', 'elicitation_2']);
    call.answer({ user_name: { n: 1 }, elicitation_2: { n: 2 } });
    expect(await Promise.all(answers)).toEqual([{ result: { n: 1 } }, { result: { n: 2 } }]);
  });

  it.each([
    {},
    { elicitation_1: null },
    { elicitation_1: 7 },
    { Elicitation_1: {} },
    Object.create({ elicitation_1: {} }),
  ])('asks again what was not answered [gateway.rounds.held]', async (responses: Record<string, unknown>) => {
    const call = new HeldCall();
    void call.ask(elicit('a'), never);
    await call.next();
    call.answer(responses);
    expect([await call.next(), Object.keys(call.questions)]).toEqual([null, ['elicitation_1']]);
  });

  it('gives the answer of the upstream, also when it came while nobody waited [gateway.rounds.held]', async () => {
    const call = new HeldCall();
    let answer: (reply: RpcAnswer) => void = () => undefined;
    call.begin(new Promise((resolve) => (answer = resolve)));
    const asked = call.ask(elicit('a'), never);
    expect(await call.next()).toBeNull();
    answer({ result: { done: true } });
    await expect(asked).rejects.toThrow('given up');
    await pause(1);
    call.answer({ elicitation_1: {} });
    expect(await call.next()).toEqual({ result: { done: true } });
  });

  it('forgets a question that the upstream takes back, and does not hear one too many [gateway.rounds.held]', async () => {
    const call = new HeldCall();
    const end = new AbortController();
    const asked = call.ask(elicit('a'), end.signal);
    end.abort();
    await expect(asked).rejects.toThrow('given up');
    expect(call.questions).toEqual({});
    for (let i = 0; i < 16; i++) void call.ask(elicit('b'), never);
    await expect(call.ask(elicit('b'), never)).rejects.toThrow('nobody');
  });
});

describe('the calls that wait', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are taken once, and at the step that was told [gateway.rounds.held.single-use]', () => {
    const calls = new HeldCalls();
    const one = held();
    const address = calls.keep(one);
    expect(calls.take(address, 1)).toBeUndefined();
    expect(calls.take('other', 0)).toBeUndefined();
    expect(calls.take(address, 0)?.call).toBe(one.call);
    expect(calls.take(address, 0)).toBeUndefined();
    expect(calls.size).toBe(0);
  });

  it('end after five minutes, with the right to make them, and with the process [gateway.rounds.held.ends]', () => {
    const calls = new HeldCalls();
    const [late, unfit, cut, last, taken] = [held(), held(), held(), held(), held()];
    [late, unfit, cut].forEach((each) => calls.keep(each));
    calls.take(calls.keep(taken));
    unfit.errand.reason = new Error('no longer') as Stop;
    vi.advanceTimersByTime(1_000);
    cut.errand.abort(new Error('cut'));
    expect([late, unfit, cut].map(({ errand: { ended } }) => ended)).toEqual([false, true, true]);
    vi.advanceTimersByTime(299_000);
    calls.keep(last);
    expect([late.errand.ended, last.errand.ended, calls.size]).toEqual([true, false, 1]);
    calls.close();
    expect([last, late, unfit].map(({ errand: { signal, ended } }) => signal.aborted && ended)).toEqual([
      true,
      true,
      true,
    ]);
    expect([calls.size, taken.errand.ended]).toEqual([0, false]);
  });

  it('are few for each caller [gateway.rounds.held.bounded]', () => {
    const calls = new HeldCalls();
    const addresses = Array.from({ length: 8 }, () => calls.keep(held()));
    expect([calls.hasRoom('me'), calls.hasRoom('you')]).toEqual([false, true]);
    calls.take(addresses[0] ?? '');
    expect(calls.hasRoom('me')).toBe(true);
    for (let i = 0; i < 993; i++) calls.keep(held(`${i}`));
    expect(calls.hasRoom('you')).toBe(false);
    calls.close();
  });
});
