import { expect, it } from 'vitest';
import { types } from './event-types.js';
import { OLDEST_MS, readStatement } from './statement.js';

const now = new Date('2026-11-21T12:00:00Z');
const seconds = (at: Date): number => at.getTime() / 1000;
const iat = seconds(now);
const subject = { format: 'opaque', id: '7' };
const claims = (over: object = {}) => ({
  jti: 'j1',
  iat,
  sub_id: subject,
  events: { [types.sessionRevoked]: {} },
  ...over,
});
const refusal = (over: object) => {
  try {
    readStatement(claims(over), now);
  } catch (stop) {
    return (stop as { code: string }).code;
  }
  return 'accepted';
};

it('reads who, what and when [signals.set.claims]', () => {
  const at = iat - 40;
  const said = readStatement(
    claims({ txn: 't', events: { [types.sessionRevoked]: { event_timestamp: at }, 'urn:x': {} } }),
    now,
  );
  expect(said).toEqual({
    jti: 'j1',
    txn: 't',
    issuedAt: now,
    events: [
      { type: types.sessionRevoked, payload: { event_timestamp: at }, subject, at: new Date(at * 1000) },
      { type: 'urn:x', payload: {}, subject, at: now },
    ],
  });
});

it('lets what denies have the last word within a token [signals.order]', () => {
  const events = { [types.accountDisabled]: {}, [types.accountEnabled]: {}, [types.sessionRevoked]: {} };
  expect(readStatement(claims({ events }), now).events.map(({ type }) => type)).toEqual([
    types.accountEnabled,
    types.accountDisabled,
    types.sessionRevoked,
  ]);
});

it('takes the subject from within the event when drafts had it there [signals.set.claims]', () => {
  const events = { [types.sessionRevoked]: { subject: { format: 'email', email: 'a@b.c' } } };
  const [event] = readStatement(claims({ sub_id: undefined, events }), now).events;
  expect(event?.subject).toEqual({ format: 'email', email: 'a@b.c' });
});

it.each([
  ['seconds', { event_timestamp: iat - 60 }, {}, 60],
  ['milliseconds, as early drafts had it', { event_timestamp: (iat - 60) * 1000 }, {}, 60],
  ['the token (toe)', {}, { toe: iat - 30 }, 30],
  ['nowhere', {}, {}, 0],
  ['after the token was made', { event_timestamp: iat + 60 }, {}, 0],
  ['nonsense', { event_timestamp: 'yesterday' }, {}, 0],
  ['before time', { event_timestamp: -5 }, {}, 0],
])('knows when it happened from %s [signals.set.event-time]', (_, payload, over, ago) => {
  const [event] = readStatement(claims({ ...over, events: { 'urn:x': payload } }), now).events;
  expect(event?.at).toEqual(new Date((iat - ago) * 1000));
});

it.each([
  ['no jti', { jti: undefined }],
  ['an empty jti', { jti: '' }],
  ['a jti that is no text', { jti: 7 }],
  ['a jti with what no column holds', { jti: 'a\0b' }],
  ['a jti without end', { jti: 'a'.repeat(257) }],
  ['no iat', { iat: undefined }],
  ['an iat that is no time', { iat: '2026' }],
  ['no events', { events: undefined }],
  ['a list of events', { events: [{}] }],
  ['an empty set of events', { events: {} }],
  ['too many events', { events: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`urn:${i}`, {}])) }],
  ['an event without a form', { events: { 'urn:x': true } }],
  ['an event type without end', { events: { [`urn:${'x'.repeat(300)}`]: {} } }],
])('refuses %s [signals.set.claims]', (_, over) => expect(refusal(over)).toBe('signal.malformed'));

it.each([
  ['a minute ahead', { iat: iat + 60 }, 'accepted'],
  ['more ahead', { iat: iat + 61 }, 'signal.untimely'],
  ['a week ago', { iat: iat - OLDEST_MS / 1000 }, 'accepted'],
  ['longer ago', { iat: iat - OLDEST_MS / 1000 - 1 }, 'signal.untimely'],
])('judges a token issued %s: %s [signals.set.window]', (_, over, verdict) => expect(refusal(over)).toBe(verdict));
