import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Names, eventId } from './stream-id.js';

const names = new Names(Buffer.alloc(32, 7));
const now = new Date('2026-11-22T00:00:00Z');
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const requestId = fc.oneof(fc.string(), fc.integer());
/** Another character at one place. */
const altered = (text: string, at: number, by: string): string => {
  const place = at % text.length;
  return text.slice(0, place) + by + text.slice(place + 1);
};
const character = fc.constantFrom(...'ABCDEFabcdef0123456789-_.'.split(''));

describe('an event id', () => {
  it('says where its client is, to every process with the key [mcp.stream.own]', () => {
    fc.assert(
      fc.property(bytes(12), requestId, fc.nat(1_000_000), fc.boolean(), (random, request, seq, isLast) => {
        const stream = names.stream('session', random, request);
        const known = JSON.stringify(request).length <= 256 ? request : null;
        const place = new Names(Buffer.alloc(32, 7)).event('session', eventId(stream, seq, isLast));
        expect(place).toEqual({ stream, seq, isLast, request: known });
      }),
    );
  });

  it('with another name, of another session or made with another key is none [mcp.stream.own]', () => {
    fc.assert(
      fc.property(bytes(12), requestId, fc.nat(), character, (random, request, at, by) => {
        const stream = names.stream('session', random, request);
        const other = altered(stream, at, by);
        fc.pre(other !== stream);
        expect(names.event('session', eventId(other, 1, false))).toBeNull();
        expect(names.event('another', eventId(stream, 1, false))).toBeNull();
        expect(new Names(Buffer.alloc(32, 8)).event('session', eventId(stream, 1, false))).toBeNull();
      }),
    );
  });

  it.each(['', 's.', 'c.a.b.c', 'nonsense', 's.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA..x'])('is not %j', (text) => {
    expect(names.event('session', text)).toBeNull();
  });
});

describe('the id of a question', () => {
  it('is known to the session that was asked, for an hour, and to no other [mcp.session.question.own]', () => {
    fc.assert(
      fc.property(bytes(8), fc.nat(), character, (random, at, by) => {
        const id = names.question('session', random, now);
        expect(names.isQuestion('session', id, new Date(now.getTime() + 3_599_000))).toBe(true);
        expect(names.isQuestion('session', id, new Date(now.getTime() + 3_601_000))).toBe(false);
        expect(names.isQuestion('another', id, now)).toBe(false);
        const other = altered(id, at, by);
        fc.pre(other !== id);
        expect(names.isQuestion('session', other, now)).toBe(false);
      }),
    );
  });

  it.each([1, null, undefined, {}, 'x'])('is not %j', (id) => {
    expect(names.isQuestion('session', id, now)).toBe(false);
  });
});
