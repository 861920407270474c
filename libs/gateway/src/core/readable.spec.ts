import { describe, expect, it } from 'vitest';
import { dueOf, fulfilled } from '@app/access';
import type { Governed } from './methods.js';
import { readable } from './readable.js';

const carriedOut = (method: Governed, result: Record<string, unknown>, obligations: Parameters<typeof dueOf>[0]) => {
  const due = dueOf(obligations);
  const view = readable(method, result, due.redact.length > 0);
  const told = view && fulfilled(due, view.as, null);
  return told && view.back(told);
};
const secret = '{"iban":"DE1","name":"Ada"}';
const redact = [{ redact: ['iban'] }];

describe('obligations on results that are not those of tools', () => {
  it('are carried out on the texts of a resource [gateway.obligations.resource]', () => {
    const contents = [{ uri: 'a:b', mimeType: 'application/json', text: secret, _meta: { copy: 'DE1' } }];
    expect(carriedOut('resource', { contents, ttlMs: 5, note: 'DE1' }, redact)).toEqual({
      contents: [{ uri: 'a:b', mimeType: 'application/json', text: '{"iban":null,"name":"Ada"}' }],
    });
  });

  it('are carried out on the messages of a prompt [gateway.obligations.prompt]', () => {
    const messages = [{ role: 'user', content: { type: 'text', text: secret }, note: 'DE1' }];
    expect(carriedOut('prompt', { messages, description: 'about DE1' }, redact)).toEqual({
      messages: [{ role: 'user', content: { type: 'text', text: '{"iban":null,"name":"Ada"}' } }],
    });
  });

  it.each([
    ['a resource in words', 'resource', { contents: [{ uri: 'a:b', text: 'Ada has DE1' }] }],
    ['a resource in bytes', 'resource', { contents: [{ uri: 'a:b', blob: 'REUx' }] }],
    ['a prompt in words', 'prompt', { messages: [{ role: 'user', content: { type: 'text', text: 'DE1' } }] }],
    ['a prompt of another form', 'prompt', { messages: 'DE1' }],
    ['a completion', 'completion', { completion: { values: ['DE1'] } }],
    ['a question of a task', 'task', { status: 'input_required', inputRequests: { a: {} } }],
    ['a failure of a task', 'task', { status: 'failed', error: { message: 'DE1' } }],
    ['a result of a task in words', 'task', { result: { content: [{ type: 'text', text: 'DE1' }] } }],
  ] as const)('withhold %s that cannot be redacted [gateway.obligations.withheld]', (_, method, result) => {
    expect(carriedOut(method, result, redact)).toBeNull();
  });

  it('leave of a task what says nothing in words [gateway.obligations.task]', () => {
    const task = { resultType: 'complete', taskId: 't', status: 'working', statusMessage: 'at DE1', ttlMs: null };
    expect(carriedOut('task', task, redact)).toEqual({
      resultType: 'complete',
      taskId: 't',
      status: 'working',
      ttlMs: null,
    });
    const done = { ...task, status: 'completed', result: { content: [{ type: 'text', text: secret }] } };
    expect(JSON.stringify(carriedOut('task', done, redact))).not.toContain('DE1');
  });

  it('cap the values of a completion and the bytes of a resource [gateway.obligations.cap]', () => {
    expect(
      carriedOut('completion', { completion: { values: ['a', 'b', 'c'], total: 3 } }, [{ cap: { records: 2 } }]),
    ).toEqual({
      completion: { values: ['a', 'b'] },
    });
    expect(
      carriedOut('resource', { contents: [{ uri: 'a:b', text: 'x'.repeat(99) }] }, [{ cap: { bytes: 50 } }]),
    ).toBeNull();
  });
});
