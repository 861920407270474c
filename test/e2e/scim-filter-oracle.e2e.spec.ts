import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScimResource } from '@app/scim';
import { ENT, HR, type Inner, type Oracle, lists, meets, singles, textOf } from '../support/filter-oracle.js';
import { type Provider, attribute, idsOf, openScimHouse } from '../support/scim-house.js';

const PEOPLE = 250;
const FILTERS = 400;
const seed = Number(process.env['SURETY_TEST_SEED'] ?? Date.now() % 2 ** 31);

/** Few enough to meet each other, odd enough to be told apart only by whoever does it right. */
const words =
  'a A b ab Ab aB ba a%b a_b %  _ \\ "q" o\'x é É e\u0301 ß SS ss ǅ Å å İ i ﬁ fi Σ σ ς 漢 \ud7ff \ue000 \u{1d4b3} \u{10ffff} 0 10 9'
    .split(' ')
    .filter((word) => word !== '');
const word = fc.oneof(
  fc.constantFrom(...words),
  fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map((two) => two.join('')),
);
const number = fc.constantFrom(0, 1, -1, 7, 1.5, -2.25, 1e10, 12);
const integer = fc.constantFrom(0, 1, -1, 7, 12, 1e10);
const time = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00+01:00',
  '2025-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.001Z',
  '0001-01-01T00:00:00+02:00',
  '9999-12-31T23:59:59-05:00',
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const type = fc.constantFrom('work', 'WORK', 'home', 'x y');
const few = <T>(element: fc.Arbitrary<T>) => maybe(fc.array(element, { maxLength: 3 }));
const element = (parts: Record<string, fc.Arbitrary<unknown>>) =>
  few(
    fc.record(parts, { requiredKeys: [] }).filter((made) => Object.values(made).some((value) => value !== undefined)),
  );

const person = fc.record({
  externalId: maybe(word),
  displayName: maybe(word),
  title: maybe(word),
  nickName: maybe(word),
  profileUrl: maybe(fc.constantFrom('https://a/B', 'https://a/b', 'https://a/B/c')),
  active: fc.boolean(),
  name: maybe(fc.record({ familyName: word, givenName: maybe(word) }, { requiredKeys: ['familyName'] })),
  emails: element({ value: word, type, display: word }),
  phoneNumbers: element({ value: word, type }),
  addresses: element({ locality: word, country: word, type }),
  x509Certificates: few(fc.record({ value: fc.constantFrom('aGk=', 'aGK=', 'YQ==') })),
  [ENT]: maybe(
    fc.record({ department: maybe(word), employeeNumber: maybe(word), manager: maybe(fc.record({ value: word })) }),
  ),
  [HR]: maybe(
    fc.record({
      level: maybe(integer),
      rate: maybe(number),
      startDate: maybe(time),
      remote: maybe(fc.boolean()),
      badge: maybe(word),
      tags: few(word),
      scores: few(integer),
      devices: element({ value: word, size: integer }),
    }),
  ),
});

const operators = {
  text: ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'],
  exact: ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'],
  number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  boolean: ['eq', 'ne'],
  time: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
};
const wanted = { text: word, exact: word, number, boolean: fc.boolean(), time };
const test = (kind: keyof typeof operators, isBinary = false) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ op: fc.constantFrom(...operators[kind].slice(0, isBinary ? 5 : 9)), value: wanted[kind] }),
    },
    { weight: 1, arbitrary: fc.constant({ op: 'pr', value: null }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('eq', 'ne'), value: fc.constant(null) }) },
  );

const single = fc
  .constantFrom(...Object.entries(singles))
  .chain(([attribute, kind]) => test(kind).map((made): Oracle => ({ attribute, sub: null, ...made })));
const inList = fc
  .constantFrom(...Object.entries(lists))
  .chain(([list, parts]) => fc.constantFrom(...Object.entries(parts)).map(([sub, kind]) => ({ list, sub, kind })));
const anywhere = inList.chain(({ list, sub, kind }) =>
  test(kind, list === 'x509Certificates').map((made): Oracle => ({ attribute: list, sub: sub || null, ...made })),
);
const implied = fc
  .constantFrom(...Object.keys(lists).filter((list) => 'value' in lists[list]! && list !== 'x509Certificates'))
  .chain((list) => test(lists[list]!['value']!).map((made): Oracle => ({ attribute: list, sub: null, ...made })));

const innerOf = (list: string): fc.Arbitrary<Inner> => {
  const leaf = fc
    .constantFrom(...Object.entries(lists[list]!))
    .chain(([sub, kind]) => test(kind, list === 'x509Certificates').map((made): Inner => ({ sub, ...made })));
  return fc.letrec<{ inner: Inner }>((tie) => ({
    inner: fc.oneof(
      { maxDepth: 2, depthIdentifier: `in-${list}` },
      leaf,
      fc.array(tie('inner'), { minLength: 1, maxLength: 3 }).map((and): Inner => ({ and })),
      fc.array(tie('inner'), { minLength: 1, maxLength: 3 }).map((or): Inner => ({ or })),
      tie('inner').map((not): Inner => ({ not })),
    ),
  })).inner;
};
const onElement = fc.constantFrom(...Object.keys(lists)).chain((list) => {
  const parts = Object.entries(lists[list]!).filter(([sub]) => sub !== '');
  const last = maybe(
    parts.length === 0
      ? fc.constant(undefined)
      : fc.constantFrom(...parts).chain(([sub, kind]) => test(kind, true).map((made) => ({ sub, ...made }))),
  );
  return fc.record({ inner: innerOf(list), last }).map((made): Oracle => ({ list, ...made }));
});
const { filter: anyFilter } = fc.letrec<{ filter: Oracle }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(single, anywhere, implied, onElement),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((and): Oracle => ({ and })),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((or): Oracle => ({ or })),
    tie('filter').map((not): Oracle => ({ not })),
  ),
}));

let house: Awaited<ReturnType<typeof openScimHouse>>;
let idp: Provider;
let everybody: ScimResource[];

beforeAll(async () => {
  house = await openScimHouse();
  const sub = [attribute('value', {}), attribute('size', { type: 'integer' })];
  const attributes = [
    attribute('level', { type: 'integer' }),
    attribute('rate', { type: 'decimal' }),
    attribute('startDate', { type: 'dateTime' }),
    attribute('remote', { type: 'boolean' }),
    attribute('badge', { caseExact: true }),
    attribute('tags', { multiValued: true }),
    attribute('scores', { type: 'integer', multiValued: true }),
    attribute('devices', { type: 'complex', multiValued: true, subAttributes: sub }),
  ];
  idp = await house.provider('lenient', [{ id: HR, name: 'Hr', description: 'HR', attributes }]);
  const ids: string[] = [];
  for (const [i, facts] of fc.sample(person, { numRuns: PEOPLE, seed }).entries()) {
    const externalId = facts.externalId === undefined ? {} : { externalId: `${facts.externalId}-${i}` };
    const userName = `${words[i % words.length]}-${i}`;
    const body = JSON.parse(JSON.stringify({ ...facts, ...externalId, userName })) as object;
    ids.push((await house.users.create(idp.actor, idp.source, body)).id);
  }
  for (const [i, displayName] of ['Ab', 'É', 'ﬁ', 'x'].entries()) {
    const members = ids.filter((_, at) => at % (i + 3) === 0).map((value) => ({ value }));
    await house.groups.create(idp.actor, idp.source, { displayName, members });
  }
  const list = await house.users.list(idp.actor, idp.source, { count: '1000' });
  everybody = [...list.Resources];
});
afterAll(() => house?.close());

describe('filters', () => {
  it(`find whom an oracle finds, over ${PEOPLE * FILTERS} pairs of filter and person [scim.filter.oracle]`, async () => {
    expect(everybody).toHaveLength(PEOPLE);
    let hits = 0;
    for (const filter of fc.sample(anyFilter, { numRuns: FILTERS, seed })) {
      const text = textOf(filter);
      const expected = everybody.filter((one) => meets(filter, one)).map(({ id }) => id);
      const query = { filter: text, count: '1000', attributes: 'id' };
      const found = await house.users.list(idp.actor, idp.source, query);
      expect({ seed, text, found: idsOf(found) }).toEqual({ seed, text, found: expected });
      hits += expected.length;
    }
    // neither side may win by finding nobody, or everybody
    expect(hits).toBeGreaterThan((PEOPLE * FILTERS) / 20);
    expect(hits).toBeLessThan((PEOPLE * FILTERS * 19) / 20);
  });
});
