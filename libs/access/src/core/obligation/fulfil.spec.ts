import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueOf, fulfilled } from './fulfil.js';
import { cutTo, recordsIn } from './records.js';
import { redacted } from './redact.js';

const customers = [
  { name: 'Ada', iban: 'DE1', cards: [{ pan: '4111' }] },
  { name: 'Bob', iban: 'DE2', cards: [] },
  { name: 'Cyd', iban: null },
];
const structured = { customers, total: 3 };
const both = { content: [{ type: 'text', text: JSON.stringify(structured) }], structuredContent: structured };
const said = (text: string, more: object = {}) => ({ content: [{ type: 'text', text }], ...more });

const firstText = (result: Readonly<Record<string, unknown>> | null): unknown => {
  const [{ text = '' } = {}] = (result?.['content'] ?? []) as { text?: string }[];
  return JSON.parse(text);
};

describe('redaction', () => {
  it('makes paths null in the structured content and in the text that repeats it [obligations.redact]', () => {
    const told = redacted(['customers[*].iban', 'customers[*].cards[*].pan'], both);
    expect(JSON.stringify(told)).not.toMatch(/DE1|DE2|4111/);
    expect(told).toMatchObject({ structuredContent: { customers: [{ name: 'Ada', iban: null }, {}, {}], total: 3 } });
    expect(firstText(told)).toEqual(told?.['structuredContent']);
  });

  it('leaves nothing of a duplicate key that only other parsers read [obligations.redact]', () => {
    const told = redacted(['a'], said('{"a":"secret","b":1,"a":"secret too"}'));
    expect(told).toEqual(said('{"a":null,"b":1}'));
  });

  it('drops what else the result carries, where the same may stand again [obligations.redact]', () => {
    const item = { type: 'text', text: '{"a":"secret"}', annotations: { note: 'secret' }, _meta: { x: 'secret' } };
    const told = redacted(['a'], { content: [item], _meta: { copy: 'secret' }, extra: 'secret' });
    expect(told).toEqual({ content: [{ type: 'text', text: '{"a":null}' }] });
  });

  it.each([
    ['a text that is no data', said('Ada has IBAN DE1')],
    [
      'a text that says something else than the structured content',
      said('{"other":"DE1"}', { structuredContent: structured }),
    ],
    ['a picture', { content: [{ type: 'image', data: 'DE1', mimeType: 'image/png' }] }],
    ['an embedded resource', { content: [{ type: 'resource', resource: { uri: 'x:y', text: 'DE1' } }] }],
    ['a list where no list is meant', said(JSON.stringify(customers))],
    ['an object where a list is meant', { structuredContent: { customers: { iban: 'DE1' } }, content: [] }],
    ['elements that are bare texts', { structuredContent: { customers: ['DE1'] }, content: [] }],
    ['an error in plain words', said('no row for DE1', { isError: true })],
  ])('withholds %s [obligations.withheld]', (_, result) => {
    expect(fulfilled(dueOf([{ redact: ['customers[*].iban'] }]), result, null)).toBeNull();
  });

  it('lets through what does not hold the path at all [obligations.redact]', () => {
    const empty = { content: [], structuredContent: { customers: [], total: 0 } };
    expect(redacted(['customers[*].iban', 'owner.phone'], empty)).toEqual(empty);
  });

  it('never tells a redacted value, whatever else is in the result [obligations.redact]', () => {
    const secret = fc.constant('S3CRET');
    const row = fc.record({ iban: secret, name: fc.string() });
    const body = fc.record({ customers: fc.array(row), rest: fc.jsonValue({ maxDepth: 2 }) });
    const text = fc.oneof(
      body.map((value) => JSON.stringify(value)),
      secret,
      fc.string(),
    );
    const items = fc.array(
      text.map((each) => ({ type: 'text', text: each })),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(body, items, fc.boolean(), (value, content, repeats) => {
        const texts = repeats ? [{ type: 'text', text: JSON.stringify(value) }, ...content] : content;
        const told = redacted(['customers[*].iban'], { content: texts, structuredContent: value });
        expect(JSON.stringify(told) ?? '').not.toContain('S3CRET');
      }),
    );
  });
});

describe('records', () => {
  it('are counted at the path that is said of the tool, or in the longest list at the top [obligations.records]', () => {
    expect(recordsIn(both, null)).toBe(3);
    expect(recordsIn({ structuredContent: { a: [1], b: [1, 2], c: { d: [1, 2, 3] } } }, null)).toBe(2);
    expect(recordsIn({ structuredContent: { a: [1], c: { d: [1, 2, 3] } } }, 'c.d')).toBe(3);
    expect(recordsIn(said(JSON.stringify(customers)), null)).toBe(3);
    expect(recordsIn(said('a\nb\n\nc'), null)).toBe(3);
    expect(recordsIn({ structuredContent: { total: 7 } }, null)).toBe(1);
    expect(recordsIn({ content: [{ type: 'image' }, { type: 'text', text: 'x' }] }, null)).toBe(2);
    expect(recordsIn({ content: [] }, null)).toBe(0);
  });

  it('are cut to a cap in every place that tells them, and what cannot be cut is withheld [obligations.cap]', () => {
    const cut = fulfilled(dueOf([{ cap: { records: 2 } }, { cap: { records: 5 } }]), both, null);
    expect(cut?.['structuredContent']).toEqual({ customers: customers.slice(0, 2), total: 3 });
    expect(firstText(cut)).toEqual(cut?.['structuredContent']);
    expect(cutTo(2, said('a\nb\nc'), null)).toBeNull();
    expect(cutTo(3, said('a\nb\nc'), null)).toEqual(said('a\nb\nc'));
    expect(cutTo(0, { structuredContent: { total: 7 } }, null)).toBeNull();
  });

  it('never exceed the cap, however the result is made [obligations.cap]', () => {
    const value = fc.oneof(fc.record({ rows: fc.array(fc.nat()), more: fc.array(fc.nat()) }), fc.array(fc.nat()));
    const text = fc.oneof(
      value.map((each) => JSON.stringify(each)),
      fc.constantFrom('a\nb', '', '{'),
    );
    const content = fc.array(
      text.map((each) => ({ type: 'text', text: each })),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.option(value, { nil: undefined }), content, fc.nat(6), (structuredContent, items, most) => {
        const result = { content: items, ...(structuredContent && { structuredContent }) };
        const cut = cutTo(most, result, null);
        expect(cut ? recordsIn(cut, null) : 0).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('are not told beside what is counted and cut, nor where they are not expected [obligations.cap]', () => {
    const one = dueOf([{ cap: { records: 1 } }]);
    const item = { type: 'text', text: '{}', _meta: { customers } };
    expect(fulfilled(one, { content: [item], customers, _meta: { customers } }, null)).toEqual(said('{}'));
    expect(fulfilled(one, both, 'page.rows')?.['structuredContent']).toMatchObject({ customers: [customers[0]] });
    expect(fulfilled(one, said('a\rb\u2028c'), null)).toBeNull();
    expect(recordsIn({ content: { type: 'text', text: 'a' } }, null)).toBe(1);
  });

  it('of more bytes than the cap are withheld as a whole [obligations.cap]', () => {
    const due = (bytes: number) => dueOf([{ cap: { bytes } }]);
    const size = Buffer.byteLength(JSON.stringify(both));
    expect([fulfilled(due(size), both, null), fulfilled(due(size - 1), both, null)]).toEqual([both, null]);
  });
});
