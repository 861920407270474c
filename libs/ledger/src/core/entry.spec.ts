import { Refusal, canonicalJson } from '@app/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.js';
import { commit } from './commitment.js';
import { type Happening, MAX_ENTRY_BYTES, sealEntry } from './entry.js';

const salt = Buffer.alloc(32, 0x11);
const happening: Happening = {
  uid: '01920000-0000-7000-8000-000000000001',
  type: 'person.left',
  at: '2026-11-21T10:00:00.000Z',
  actor: { kind: 'system', id: 'idp/okta' },
  subject: 'person:ada',
};
const refusedAs = (code: string) => expect.objectContaining({ name: 'Refusal', code }) as Refusal;
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units and writes numbers as ECMAScript does (RFC 8785) [ledger.canonical]', () => {
    const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonical(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonical([JSON.parse('333333333.33333329'), 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,4.5,0.002,1e-27,0]',
    );
    expect(canonical('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  it('is one text for one value, whatever the order of its keys [ledger.canonical]', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(reversed)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual({ ...value });
      }),
      { numRuns: 50 },
    );
  });

  it('is the text of an independent implementation, for whatever JSON can carry [ledger.canonical]', () => {
    const keys = fc.constantFrom('a', 'b', 'at', 'é', '"', '\\', '\n', '__proto__', 'constructor', '1', '\u007f', '😀');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', '"', '\\', '\u0000', '\u007f', '\u2028', 'plain', null, true, false, -0, 0.1, 1e-7),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(keys, fc.string({ unit: 'grapheme' })), tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => {
        expect(canonical(any)).toBe(canonicalJson(any));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['NaN', { a: NaN }],
    ['infinity', [Infinity]],
    ['an integer from 2^53 on', { a: 2 ** 53 }],
    ['bottomless nesting', Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 1)],
  ])('refuses %s [ledger.canonical.refused]', (_, value) => {
    expect(thrownBy(() => canonical(value))).toEqual(refusedAs('ledger.value-invalid'));
  });

  it.each([
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole', Array(1)],
    ['a date', { at: new Date(0) }],
    ['bytes', Buffer.from('a')],
    ['a bigint', 1n],
    ['a function', { toJSON: (): string => 'x' }],
  ])('does not guess a text for %s [ledger.canonical.refused]', (_, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });
});

describe('a commitment', () => {
  it('is the one of the worked example [ledger.commitment.vector]', () => {
    expect(commit(salt, 'actor.email', 'ada@example.com')).toBe('_l2acO3wEYj--Moxq-FRC1E1skTPb7uPxZSbsRTKWeM');
  });

  it('depends on salt, path and value, and takes no other salt length [ledger.commitment.vector]', () => {
    const base = commit(salt, 'a', 'x');
    expect(commit(Buffer.alloc(32, 0x12), 'a', 'x')).not.toBe(base);
    expect(commit(salt, 'b', 'x')).not.toBe(base);
    expect(commit(salt, 'a', ['x'])).not.toBe(base);
    for (const length of [0, 31, 33, 64]) expect(() => commit(Buffer.alloc(length), 'a', 'x')).toThrow(RangeError);
    for (const path of ['', 'a\nb']) expect(() => commit(salt, path, 'x')).toThrow(TypeError);
  });

  it('can be guessed by whoever kept the salt, so salt and value are one payload [ledger.erasure.salt]', () => {
    const sealed = sealEntry({ ...happening, personal: { 'actor.email': 'ada@example.com' } }, salts('actor.email'));
    const kept = commit(sealed.payloads[0]!.salt, 'actor.email', 'ada@example.com');
    expect(JSON.parse(sealed.text)).toMatchObject({ c: { 'actor.email': kept } });
    expect(sealed.payloads).toEqual([{ path: 'actor.email', salt, value: 'ada@example.com' }]);
  });
});

const salts = (...paths: string[]) => new Map(paths.map((path) => [path, salt]));

describe('sealEntry', () => {
  it('gives one line of canonical text without index and without personal values [ledger.entry.sealed]', () => {
    const { text } = sealEntry(
      {
        ...happening,
        detail: { n: '9007199254740993', list: ['b', 'a'] },
        personal: { 'actor.email': 'ada@example.com' },
      },
      salts('actor.email'),
    );
    expect(text).toBe(
      '{"actor":{"id":"idp/okta","kind":"system"},"at":"2026-11-21T10:00:00.000Z",' +
        '"c":{"actor.email":"_l2acO3wEYj--Moxq-FRC1E1skTPb7uPxZSbsRTKWeM"},' +
        '"d":{"list":["b","a"],"n":"9007199254740993"},"subject":"person:ada","type":"person.left",' +
        '"uid":"01920000-0000-7000-8000-000000000001","v":1}',
    );
    expect(text).not.toMatch(/\n|ada@example/);
  });

  it('copies only kind and id of the actor, whatever else it carries', () => {
    const actor = { kind: 'person', id: 'ada', tenant: 'secret' };
    expect(sealEntry({ ...happening, actor }, new Map()).text).not.toContain('secret');
  });

  it('accepts 65,535 bytes and refuses 65,536 [ledger.entry.bounded]', () => {
    const bare = Buffer.byteLength(sealEntry({ ...happening, detail: { t: '' } }, new Map()).text);
    const room = MAX_ENTRY_BYTES - bare;
    const of = (letters: string) => sealEntry({ ...happening, detail: { t: letters } }, new Map()).text;
    expect(Buffer.byteLength(of('x'.repeat(room)))).toBe(65_535);
    expect(thrownBy(() => of('x'.repeat(room + 1)))).toEqual(refusedAs('ledger.entry-too-large'));
    expect(thrownBy(() => of('\u20ac'.repeat(room / 2)))).toEqual(refusedAs('ledger.entry-too-large'));
  });

  it('wants a salt for every personal field, and a time of one form', () => {
    expect(() => sealEntry({ ...happening, personal: { a: 1 } }, new Map())).toThrow(TypeError);
    for (const at of ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000+01:00', 'now']) {
      expect(() => sealEntry({ ...happening, at }, new Map())).toThrow(TypeError);
    }
  });

  it('keeps a field whose path is __proto__', () => {
    const personal = JSON.parse('{"__proto__":"x"}') as Record<string, unknown>;
    expect(sealEntry({ ...happening, personal }, salts('__proto__')).text).toContain('"c":{"__proto__":"');
  });
});
