import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionHash } from './definition.js';
import { variantForm } from './variant-form.js';
import { UnfitVariant, type Variant, deriveVariant, variantArguments } from './variant.js';

const charge = {
  name: 'create_charge',
  title: 'Charge',
  description: 'Charges any amount to anybody.',
  inputSchema: {
    type: 'object',
    properties: {
      amount: { type: 'number', minimum: 0 },
      currency: { type: 'string' },
      to: { type: 'object', properties: { iban: { type: 'string' }, name: { type: 'string' } }, required: ['iban'] },
      tags: { type: 'array', items: { type: 'string' } },
      note: { type: 'string' },
    },
    required: ['amount', 'currency', 'to'],
  },
  annotations: { destructiveHint: true },
};
const rules: Variant['arguments'] = {
  currency: { fix: 'EUR' },
  note: { remove: true },
  amount: { bound: { min: 1, max: 50 } },
  'to.iban': { bound: { prefix: 'CH' } },
  tags: { bound: { maxItems: 2, required: true } },
};
const small: Variant = { description: 'Charges up to 50 EUR to a Swiss account.', arguments: rules };

describe('a safe variant', () => {
  it('shows neither what was fixed nor what was removed, and its bounds [catalog.variant.schema]', () => {
    expect(deriveVariant(charge, 'charge_small', small)).toEqual({
      name: 'charge_small',
      description: 'Charges up to 50 EUR to a Swiss account.',
      inputSchema: {
        type: 'object',
        properties: {
          amount: {
            allOf: [
              { type: 'number', minimum: 0 },
              { minimum: 1, maximum: 50 },
            ],
          },
          to: {
            type: 'object',
            properties: { iban: { type: 'string', pattern: '^CH' }, name: { type: 'string' } },
            required: ['iban'],
          },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 2 },
        },
        required: ['amount', 'to', 'tags'],
      },
      annotations: { destructiveHint: true },
    });
    expect(definitionHash(deriveVariant(charge, 'charge_small', small))).not.toBe(definitionHash(charge));
  });

  it('sends what was fixed, and lets through what is within bounds [catalog.variant.arguments]', () => {
    const args = { amount: 5, to: { iban: 'CH93', name: 'x' }, tags: [] };
    expect(variantArguments(small, args, charge.inputSchema)).toEqual({ args: { ...args, currency: 'EUR' } });
    const nested: Variant = { arguments: { 'to.iban': { fix: 'CH1' } } };
    expect(variantArguments(nested, { amount: 1 }, charge.inputSchema)).toEqual({
      args: { amount: 1, to: { iban: 'CH1' } },
    });
  });

  it.each([
    ['what was fixed, even the same', { amount: 5, currency: 'EUR', tags: [] }, 'currency: it cannot be chosen here'],
    ['what was removed', { amount: 5, note: 'x', tags: [] }, 'note: it cannot be chosen here'],
    ['too much', { amount: 50.01, tags: [] }, 'amount: at most 50'],
    ['too little', { amount: 0, tags: [] }, 'amount: at least 1'],
    ['a number as text', { amount: '5', tags: [] }, 'amount: a number is expected'],
    ['no finite number', { amount: NaN, tags: [] }, 'amount: a number is expected'],
    ['another beginning', { to: { iban: 'DE1' }, tags: [] }, 'to.iban: a text that begins with CH'],
    ['a path that climbs', { to: { iban: 'CH/../DE' }, tags: [] }, 'to.iban: a text that begins with CH'],
    ...['/..?x', '/..#x', '/..;/DE', '%2f..%2fDE', '/%252e%252e%252fDE', '/.\t./DE', '\\..\\DE', '/.%2E'].map(
      (end): [string, Record<string, unknown>, string] => [
        `one that climbs as ${JSON.stringify(end)}`,
        { to: { iban: `CH${end}` }, tags: [] },
        'to.iban: a text that begins with CH',
      ],
    ),
    ['a list where an object should be', { to: ['CH'], tags: [] }, 'to.iban: an object is expected on the way to it'],
    ['too many', { tags: ['a', 'b', 'c'] }, 'tags: at most 2 elements'],
    ['no list', { tags: 'a' }, 'tags: at most 2 elements'],
    ['nothing where something is needed', {}, 'tags: it is needed'],
    ['what the tool does not declare', { Amount: 5000, tags: [] }, 'Amount: the tool does not declare it'],
    ['the same on the way', { to: { iban: 'CH', IBAN: 'DE' }, tags: [] }, 'IBAN: the tool does not declare it'],
  ])('refuses %s, with the place [catalog.variant.arguments]', (_, args, fault) => {
    expect(variantArguments(small, args, charge.inputSchema)).toEqual({ fault });
  });

  it.each([
    ['not declared', charge, { gone: { fix: 1 } }],
    ['needed but removed', charge, { amount: { remove: true } }],
    ['of another type than the bounds', charge, { currency: { bound: { max: 3 } } }],
    ['within another that is ruled too', charge, { to: { fix: {} }, 'to.iban': { fix: '' } }],
    ['behind words that we do not follow', { ...charge, inputSchema: { ...charge.inputSchema, anyOf: [{}] } }, rules],
    ['behind a reference', { ...charge, inputSchema: { $ref: '#/$defs/a' } }, rules],
  ] as [string, typeof charge, Variant['arguments']][])(
    'is refused when an argument is %s [catalog.variant.unfit]',
    (_, base, faulty) => expect(() => deriveVariant(base, 'v', { arguments: faulty })).toThrow(UnfitVariant),
  );

  it('takes dots that do not climb [catalog.variant.arguments]', () => {
    for (const iban of ['CH..', 'CH/a..b/c', 'CH/...', 'CH/.well-known/x', 'CH/v1.2/%2e']) {
      expect(variantArguments(small, { to: { iban }, tags: [] }, charge.inputSchema)).toHaveProperty('args');
    }
  });

  it.each([
    ['limit', { limit: { type: 'integer', default: 1000 } }],
    ['page.limit', { page: { type: 'object', properties: { limit: { type: 'integer', default: 1000 } } } }],
    ['page.limit', { page: { default: { limit: 1000 }, properties: { limit: { type: 'integer' } } } }],
  ])(
    'whose %s is beyond its bounds when it is not sent must require it [catalog.variant.default]',
    (path, properties: object) => {
      const base = { name: 'search', inputSchema: { type: 'object', properties } };
      const made = (bound: { max: number; required?: boolean }) => () =>
        deriveVariant(base, 'v', { arguments: { [path]: { bound } } });
      expect(made({ max: 100 })).toThrow(UnfitVariant);
      expect(made({ max: 100, required: true })).not.toThrow();
      expect(made({ max: 1000 })).not.toThrow();
    },
  );

  it('never passes on what its own schema refuses, for any arguments [catalog.variant.schema-agrees]', () => {
    const ajv = new Ajv2020({ strict: false });
    const narrow: Variant = {
      arguments: {
        currency: { fix: 'EUR' },
        amount: { bound: { min: 1, max: 50, required: true } },
        note: { bound: { maxLength: 3, enum: ['a', 'bb', 'cccc'] } },
        tags: { bound: { maxItems: 1 } },
      },
    };
    const accepts = ajv.compile(deriveVariant(charge, 'v', narrow).inputSchema as object);
    const value = fc.oneof(
      fc.integer({ min: -5, max: 60 }),
      fc.constantFrom('a', 'bb', 'cccc', 'EUR'),
      fc.array(fc.string(), { maxLength: 2 }),
    );
    const some = fc.record({ amount: value, note: value, tags: value, currency: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(some, (given) => {
        const sent = { ...given, to: { iban: 'CH1' } };
        const mapped = variantArguments(narrow, sent, charge.inputSchema);
        if ('fault' in mapped) return;
        const bounded = Object.fromEntries(Object.entries(sent).filter(([name]) => name !== 'currency'));
        expect(accepts(bounded)).toBe(true);
        expect(mapped.args['currency']).toBe('EUR');
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    [{ arguments: { a: { fix: 1, remove: true } } }],
    [{ arguments: { a: { bound: {} } } }],
    [{ arguments: { a: { bound: { required: true } } } }],
    [{ arguments: { a: { bound: { min: 2, max: 1 } } } }],
    [{ arguments: { '': { fix: 1 } } }],
    [{ arguments: { a: { fix: 'x'.repeat(9000) } } }],
    [{ arguments: Object.fromEntries(Array.from({ length: 65 }, (__, i) => [`a${i}`, { fix: 1 }])) }],
    [{ arguments: {}, name: 'x' }],
  ])('cannot be saved as %j [catalog.variant.form]', (given) =>
    expect(variantForm.safeParse(given).success).toBe(false),
  );

  it('can be saved [catalog.variant.form]', () => expect(variantForm.parse(small)).toEqual(small));
});
