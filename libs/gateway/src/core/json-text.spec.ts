import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadJson, readJson } from './json-text.js';

const codeOf = (text: string | Buffer): number | null => {
  try {
    readJson(Buffer.from(text as string));
    return null;
  } catch (bad) {
    return bad instanceof BadJson ? bad.code : Number.NaN;
  }
};

describe('a body', () => {
  it.each([
    ['{"a":1,"a":2}'],
    ['{"a":1,"\\u0061":2}'],
    ['{"x":[{"name":"safe","name":"evil"}]}'],
    ['{"a":{"b":1},"c":[],"a":{}}'],
    ['{"__proto__":1,"__proto__":2}'],
  ])('with a key twice is refused: %s [gateway.json.duplicates]', (text) => expect(codeOf(text)).toBe(-32600));

  it.each([['{"a":1,"b":{"a":2}}'], ['[{"a":1},{"a":2}]'], ['{"a":"a","b":["a","a"]}'], ['{"a,\\"a":1,"a":"\\\\"}']])(
    'with equal keys in different places is taken: %s [gateway.json.duplicates]',
    (text) => expect(codeOf(text)).toBeNull(),
  );

  it.each([
    ['9007199254740992', -32600],
    ['12345678901234567890', -32600],
    ['-9007199254740993', -32600],
    ['1e400', -32600],
    ['-1e400', -32600],
    ['1e30', -32600],
    ['9007199254740991', null],
    ['0.1', null],
    ['1e3', null],
    ['-0', null],
    ['"12345678901234567890"', null],
  ])('with the number %s [gateway.json.numbers]', (number, code) => expect(codeOf(`{"a":${number}}`)).toBe(code));

  it.each([
    ['is not JSON', '{a:1}', -32700],
    ['is empty', '', -32700],
    ['has a byte order mark', '\ufeff{}', -32700],
    ['is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), -32700],
    ['has 64 levels', `${'['.repeat(64)}${']'.repeat(64)}`, null],
    ['has 65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, -32600],
    ['has 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, -32600],
  ])('that %s [gateway.json.bounds]', (_, text, code) => expect(codeOf(text)).toBe(code));

  it('that JSON.stringify wrote is read as it was, whatever its strings hold [gateway.json.duplicates]', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const large = /\d{16}|\de\+?\d{2}/.test(text);
        expect(large || codeOf(text) === null).toBe(true);
      }),
    ));
});
