import { describe, expect, it } from 'vitest';
import { isAskable, isDeclared, questionsIn, unaskable } from './questions.js';

const ask = (method: string, params: Record<string, unknown> = {}) => ({ method, params });

describe('what a client may be asked', () => {
  it.each<[string, object, ReturnType<typeof ask>, boolean]>([
    ['nothing without declaring it', {}, ask('elicitation/create'), false],
    ['forms, when it says no more', { elicitation: {} }, ask('elicitation/create'), true],
    ['no addresses then', { elicitation: {} }, ask('elicitation/create', { mode: 'url' }), false],
    ['addresses, when it says so', { elicitation: { url: {} } }, ask('elicitation/create', { mode: 'url' }), true],
    ['no forms then', { elicitation: { url: {} } }, ask('elicitation/create', { mode: 'form' }), false],
    ['both', { elicitation: { url: {}, form: {} } }, ask('elicitation/create'), true],
    ['nothing of another kind', { sampling: {} }, ask('elicitation/create'), false],
    ['sampling', { sampling: {} }, ask('sampling/createMessage'), true],
    ['no tools in it', { sampling: {} }, ask('sampling/createMessage', { tools: [] }), false],
    ['tools in it', { sampling: { tools: {} } }, ask('sampling/createMessage', { tools: [] }), true],
    ['roots', { roots: { listChanged: true } }, ask('roots/list'), true],
    ['not what is no question, whatever it declares', { '': {}, undefined: {} }, ask('tools/call'), false],
    ['not what is no question', { tools: {}, sampling: {} }, ask('tools/call'), false],
    ['nothing that is declared otherwise', { roots: true }, ask('roots/list'), false],
  ])('is %s [gateway.rounds.declared]', (_, capabilities, question, expected) => {
    expect(isDeclared(question, { ...capabilities })).toBe(expected);
  });

  it('is nothing when all of that is taken away [gateway.rounds.declared]', () => {
    const declared = { elicitation: {}, sampling: {}, roots: {}, extensions: { x: {} } };
    expect([isAskable(declared), isAskable(unaskable(declared))]).toEqual([true, false]);
    expect(unaskable(declared)).toEqual({ extensions: { x: {} } });
  });
});

describe('a result that asks', () => {
  const capabilities = { elicitation: {}, roots: {} };
  it('is read by keys, whether or not there are parameters [gateway.rounds.declared]', () => {
    const inputRequests = { name: ask('elicitation/create', { message: 'm' }), where: { method: 'roots/list' } };
    expect(questionsIn({ inputRequests, requestState: 's' }, capabilities)).toEqual(
      new Map([
        ['name', ask('elicitation/create', { message: 'm' })],
        ['where', ask('roots/list')],
      ]),
    );
    expect(questionsIn({ requestState: 's' }, capabilities)).toEqual(new Map());
  });

  it.each<[string, Record<string, unknown>]>([
    ['neither question nor state', {}],
    ['a question that was not declared', { inputRequests: { a: ask('roots/list'), b: ask('sampling/createMessage') } }],
    ['a list', { inputRequests: [ask('roots/list')] }],
    ['something that is no question', { inputRequests: { a: { method: 7 } }, requestState: 's' }],
    ['parameters that are none', { inputRequests: { a: { method: 'roots/list', params: [] } } }],
    [
      'more questions than anybody answers',
      { inputRequests: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`q${i}`, ask('roots/list')])) },
    ],
    ['a state that is none', { inputRequests: { a: ask('roots/list') }, requestState: 7 }],
  ])('is refused with %s [gateway.rounds.declared]', (_, result) => {
    expect(questionsIn(result, capabilities)).toBeNull();
  });
});
