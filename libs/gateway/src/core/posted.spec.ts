import { describe, expect, it } from 'vitest';
import { agreed, postedIn, takesEvents } from './protocol.js';

const legacy = { 'mcp-protocol-version': '2025-11-25' };
const posted = (over: object) => ({ jsonrpc: '2.0', id: 'q', ...over });

describe('an answer to a question of ours', () => {
  it('is a result or an error without a method [mcp.session.question]', () => {
    expect(postedIn(posted({ result: { a: 1 } }), legacy)).toEqual({ id: 'q', answer: { result: { a: 1 } } });
    const error = { code: -1, message: 'no', data: 'dropped' };
    expect(postedIn(posted({ error }), {})).toEqual({ id: 'q', answer: { error: { code: -1, message: 'no' } } });
  });

  it.each<[string, unknown, Record<string, string>]>([
    ['a request', posted({ method: 'ping', result: {} }), legacy],
    ['a result that is no object', posted({ result: [] }), legacy],
    ['an error without a code', posted({ error: { message: 'no' } }), legacy],
    ['of another protocol', { id: 'q', result: {} }, legacy],
    ['of the stateless era, which knows none', posted({ result: {} }), { 'mcp-protocol-version': '2026-07-28' }],
    ['a batch', [posted({ result: {} })], legacy],
  ])('is not %s [mcp.session.question]', (_, body, headers) => {
    expect(postedIn(body, headers)).toBeNull();
  });
});

it('agrees on the revision that the client wants, or offers the newest [mcp.session]', () => {
  expect(['2024-11-05', '2025-06-18', '1999-01-01', undefined].map(agreed)).toEqual([
    '2024-11-05',
    '2025-06-18',
    '2025-11-25',
    '2025-11-25',
  ]);
});

it('knows who takes streams [mcp.session]', () => {
  const takes = (accept?: string) => takesEvents({ accept });
  expect([
    takes('application/json, text/event-stream'),
    takes('text/event-stream;q=1'),
    takes('text/event-streams'),
    takes(),
  ]).toEqual([true, true, false, false]);
});
