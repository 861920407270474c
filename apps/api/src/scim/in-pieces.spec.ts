import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { inPieces } from './in-pieces.js';

const answer = (members: number) => ({
  schemas: ['urn:x'],
  displayName: 'Zoë "x"',
  absent: undefined,
  members: Array.from({ length: members }, (_, i) => ({ value: `${i}`, type: 'User' })),
  meta: { version: 'W/"1"' },
});

it.each([1001, 2000, 2500])(
  'an answer with %s members is written in pieces, and says the same [scim.http.long]',
  async (count) => {
    const stream = inPieces(answer(count));
    expect(stream).toBeInstanceOf(Readable);
    expect(await text(stream as Readable)).toBe(JSON.stringify(answer(count)));
  },
);

it.each([answer(1000), null, undefined, 'text', { Resources: [] }])(
  'a short one is left as it is [scim.http.long]',
  (short) => {
    expect(inPieces(short)).toBe(short);
  },
);
