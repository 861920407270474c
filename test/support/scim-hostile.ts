import fc from 'fast-check';
import type { WireRequest } from './scim-wire.js';

/** A request that nobody who means well would send, and what is bad about it. */
export type HostileRequest = WireRequest & Readonly<{ kind: string }>;

/** Ids of a user and a group that are there to be attacked. */
export type Targets = Readonly<{ user: string; group: string }>;

const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PO = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const names = [
  ['userName', 'displayName', 'name', 'name.givenName', 'emails', 'emails.value', 'emails[type eq "work"].value'],
  ['active', 'members', 'groups', 'id', 'externalId', 'schemas', 'meta', 'meta.lastModified', 'password', 'roles'],
  ['addresses', 'x509Certificates', ENT, `${ENT}:manager`, `${ENT}:department`, `${USR}:title`, 'nosuch', ''],
  ['__proto__', 'constructor', 'prototype', '__proto__.x', 'constructor.prototype.x', 'hasOwnProperty', 'toString'],
].flat();
const words = [
  [
    'eq',
    'ne',
    'co',
    'sw',
    'ew',
    'gt',
    'ge',
    'lt',
    'le',
    'pr',
    'and',
    'or',
    'not',
    'not(',
    '(',
    ')',
    '[',
    ']',
    '.',
    ':',
  ],
  [
    '"',
    '"x"',
    '"\\',
    '"\\u00"',
    '"\\ud800"',
    "'",
    '\\',
    'true',
    'false',
    'null',
    'True',
    '1',
    '-1',
    '1e999',
    '0x1',
    'NaN',
  ],
  ['$ref', '%', '_', ';', '--', '/*', '$1', ':source', '\0', '\ud83d', '🏴', ' ', '\t', '\n', '"%"', '"\\"', '"(((("'],
].flat();
/** What can stand in an address at all. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
const times = (text: string, count: number): string => text.repeat(count);

const name = fc.constantFrom(...names);
const count = fc.integer({ min: 1, max: 6000 });
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...words, ...names),
  count.map((n) => times('x', n)),
);
const scalar = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1, -1, 1.5, 1e308, -1e308, 2 ** 53, 'True', '', [], {}),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs) as unknown),
  ),
}));
const body = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((pairs) => Object.fromEntries(pairs) as object);

/** Filters: soups of words, and shapes that made other parsers slow or deep. */
const filter = fc.oneof(
  fc.array(fc.constantFrom(...words, ...names), { maxLength: 60 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...words, ...names), { maxLength: 60 }).map((parts) => parts.join('')),
  text,
  count.map((n) => `${times('(', n)}userName pr${times(')', n)}`),
  count.map((n) => `${times('not(', n)}userName pr${times(')', n)}`),
  count.map((n) => `${times('emails[', n)}type pr${times(']', n)}`),
  count.map((n) => `userName eq "${times('\\a', n)}`),
  count.map((n) => `userName eq "${times('\\\\', n)}"`),
  count.map((n) => `userName co "${times('%_', n)}"`),
  count.map((n) => Array.from({ length: n }, () => 'userName eq "x"').join(' or ')),
  count.map((n) => `${times('a', n)}.${times('b', n)} eq 1`),
  count.map((n) => `userName${times(' ', n)}eq "x"`),
  count.map((n) => `userName eq "x"${times(' and not (title pr)', n)}`),
  count.map((n) => `urn:${times('a:', n)}x pr`),
  count.map((n) => `emails[${times('(', n)}type eq "work"`),
);
const path = fc.oneof(
  name,
  filter.map((inner) => `emails[${inner}].value`),
  filter,
);
const op = fc.constantFrom<unknown>('add', 'remove', 'replace', 'Add', 'REMOVE', 'move', '', null, 7, {}, '__proto__');
const operation = fc.oneof(
  fc.record({ op, path: fc.oneof(path, value), value }, { requiredKeys: [] }),
  value as fc.Arbitrary<object>,
);

const json = (data: unknown): string => JSON.stringify(data) ?? 'null';
/** Bytes that are no JSON, or no UTF-8: cut, with other bytes in between, or keys that JSON.parse would obey. */
const broken = (good: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(good, fc.nat(), fc.constantFrom('cut', 'bytes', 'proto', 'twice', 'number')).map(([whole, seed, how]) => {
    const at = seed % (whole.length + 1);
    if (how === 'cut') return Buffer.from(whole.slice(0, at));
    if (how === 'proto')
      return Buffer.from(`{"__proto__":{"x":"polluted"},"constructor":{"prototype":{"x":1}},"a":${whole}}`);
    if (how === 'twice') return Buffer.from(`{"userName":"a","userName":${whole},"USERNAME":1}`);
    if (how === 'number') return Buffer.from(`{"userName":${times('9', 1 + (seed % 5000))},"title":1e${seed}}`);
    return Buffer.concat([
      Buffer.from(whole.slice(0, at)),
      Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
      Buffer.from(whole.slice(at)),
    ]);
  });
const deep = fc
  .tuple(count, fc.constantFrom<[string, string]>(['[', ']'], ['{"a":', '}'], ['[[{"value":', '}]]']))
  .map(
    ([n, [open, close]]) => `{"schemas":["${USR}"],"userName":"deep","emails":${times(open, n)}1${times(close, n)}}`,
  );

/** Everything that may come, in the shares that a run is to have. */
function requests({ user, group }: Targets): fc.Arbitrary<HostileRequest> {
  const place = fc.constantFrom('/Users', '/Groups');
  const thing = fc.constantFrom(`/Users/${user}`, `/Groups/${group}`, '/Users/nobody', '/Groups/nothing');
  const query = (parameters: Record<string, string>): string =>
    Object.entries(parameters)
      .map(([key, item]) => `${key}=${encodeURIComponent(wellFormed(item))}`)
      .join('&');
  const filtered = fc.record({ place, filter }).map(({ place: where, filter: what }) => ({
    kind: 'filter',
    path: `${where}?${query({ filter: what.slice(0, 5000) })}`,
  }));
  const listed = fc
    .record({ place, startIndex: text, count: text, sortBy: path, sortOrder: text, cursor: text, attributes: path })
    .map(({ place: where, ...rest }) => ({
      kind: 'list',
      path: `${where}?${query(Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, item.slice(0, 800)])))}`,
    }));
  const posted = (
    where: fc.Arbitrary<string>,
    what: fc.Arbitrary<unknown>,
    method: 'POST' | 'PUT' | 'PATCH',
    kind: string,
  ) =>
    fc
      .record({ where, what })
      .map(({ where: target, what: data }) => ({ kind, method, path: target, raw: json(data) }));
  const anywhere = fc.constantFrom('/Users', '/Groups', '/Bulk', '/.search', '/Users/.search', `/Users/${user}`);
  const spoilt = fc
    .record({
      where: anywhere,
      raw: broken(body.map(json)),
      method: fc.constantFrom('POST' as const, 'PUT' as const, 'PATCH' as const),
    })
    .map(({ where, raw, method }) => ({ kind: 'broken', method, path: where, raw }));
  return fc.oneof(
    { weight: 6, arbitrary: filtered },
    { weight: 2, arbitrary: listed },
    { weight: 4, arbitrary: posted(fc.constantFrom('/Users', '/Groups'), body, 'POST', 'create') },
    { weight: 2, arbitrary: posted(thing, body, 'PUT', 'replace') },
    {
      weight: 6,
      arbitrary: posted(
        thing,
        fc.array(operation, { maxLength: 12 }).map((Operations) => ({ schemas: [PO], Operations })),
        'PATCH',
        'patch',
      ),
    },
    {
      weight: 2,
      arbitrary: posted(
        fc.constant('/Bulk'),
        fc
          .array(
            fc.record(
              {
                method: fc.oneof(fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'), value),
                path: fc.oneof(place, path, value),
                bulkId: value,
                data: fc.oneof(body, value),
                version: value,
              },
              { requiredKeys: [] },
            ),
            { maxLength: 6 },
          )
          .map((Operations) => ({ schemas: [BULK], Operations })),
        'POST',
        'bulk',
      ),
    },
    {
      weight: 2,
      arbitrary: posted(
        fc.constantFrom('/.search', '/Users/.search', '/Groups/.search'),
        fc
          .record(
            {
              filter: fc.oneof(filter, value),
              count: value,
              cursor: value,
              sortBy: fc.oneof(path, value),
              attributes: value,
            },
            { requiredKeys: [] },
          )
          .map((rest) => ({ schemas: [SEARCH], ...rest })),
        'POST',
        'search',
      ),
    },
    { weight: 3, arbitrary: spoilt },
    {
      weight: 1,
      arbitrary: deep.map((raw) => ({ kind: 'deep', method: 'POST' as const, path: '/Users', raw })),
    },
    {
      weight: 1,
      arbitrary: text.map((id) => ({
        kind: 'address',
        path: `/Users/${encodeURIComponent(wellFormed(id))}`.slice(0, 4000),
      })),
    },
  );
}

/** The same requests for the same seed. */
export const hostileRequests = (number: number, targets: Targets, seed: number): HostileRequest[] =>
  fc.sample(requests(targets), { numRuns: number, seed });

/** Requests at the edge of what is let in, and beyond, by what is bad about them; each is large, so each is made alone. */
export const hugeRequests: Readonly<Record<string, (targets: Targets) => WireRequest>> = {
  '10 MB': () => create(`{"userName":"${times('x', 10 * 1024 * 1024)}"}`),
  '7.9 MB in one string': () => create(`{"userName":"${times('x', 8_280_000)}"}`),
  '4 MB in strings of half a megabyte': () =>
    create(json({ userName: 'u', ims: list(8, () => ({ value: times('ﷺ', 160_000) })) })),
  '7.9 MB of keys': () => create(json(Object.fromEntries(list(400_000, (n) => [`k${n}`, n])))),
  'a million empty lists': () => create(`{"emails":[${times('[],', 1_000_000)}[]]}`),
  'nothing but brackets': () => create(times('[', 8_000_000)),
  'a user with 200 of everything': () =>
    create(
      json({
        userName: 'much',
        ...Object.fromEntries(
          ['emails', 'ims', 'phoneNumbers', 'photos', 'roles', 'entitlements'].map((key) => [
            key,
            list(200, (n) => ({ value: `${key}-${n}`, type: `t${n}`, display: times('x', 500) })),
          ]),
        ),
      }),
    ),
  '50,000 unknown members': () => ({
    method: 'POST',
    path: '/Groups',
    raw: json({ displayName: 'x', members: list(50_000, (n) => ({ value: someone(n) })) }),
  }),
  '50,000 unknown members added': ({ group }) =>
    patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: list(50_000, (n) => ({ value: someone(n) })) }]),
  '50,000 unknown members removed': ({ group }) =>
    patch(`/Groups/${group}`, [{ op: 'remove', path: 'members', value: list(50_000, (n) => ({ value: someone(n) })) }]),
  '50,000 unknown members as a path': ({ group }) =>
    patch(`/Groups/${group}`, [
      { op: 'remove', path: `members[${list(90, (n) => `value eq "${someone(n)}"`).join(' or ')}]` },
    ]),
  '2000 operations on elements': ({ user }) =>
    patch(
      `/Users/${user}`,
      list(2000, (n) => ({ op: 'add', path: `emails[type eq "t${n}"].value`, value: `v${n}` })),
    ),
  '2000 costly paths': ({ user }) =>
    patch(
      `/Users/${user}`,
      list(1990, () => ({ op: 'remove', path: `emails[${list(100, (n) => `value co "${n}"`).join(' or ')}]` })),
    ),
  '2000 lists of 40': ({ user }) =>
    patch(
      `/Users/${user}`,
      list(1990, (n) => ({ op: 'replace', path: 'ims', value: list(40, (m) => ({ value: `${n}-${m}` })) })),
    ),
  'keys that are paths': ({ user }) =>
    patch(`/Users/${user}`, [
      { op: 'replace', value: Object.fromEntries(list(4900, (n) => [`emails[value eq "${n}"].type`, 'x'])) },
    ]),
  '1000 wrong users at once': () =>
    bulk(list(1000, (n) => ({ method: 'POST', path: '/Users', bulkId: `b${n}`, data: { schemas: [USR] } }))),
  'bulk ids in a ring': () =>
    bulk(
      list(500, (n) => ({
        method: 'POST',
        path: '/Groups',
        bulkId: `b${n}`,
        data: { displayName: `ring-${n}`, members: [{ value: `bulkId:b${(n + 1) % 500}` }] },
      })),
    ),
  'an address of 60 KB': () => ({ path: `/Users?filter=${times('x', 60_000)}` }),
  'a header of 60 KB': () => ({ path: '/Users', headers: { 'x-much': times('x', 60_000) } }),
  '1500 parameters': () => ({ path: `/Users?${list(1500, (n) => `a${n}=1`).join('&')}` }),
};

const create = (raw: string): WireRequest => ({ method: 'POST', path: '/Users', raw });
const patch = (path: string, Operations: unknown[]): WireRequest => ({
  method: 'PATCH',
  path,
  raw: json({ schemas: [PO], Operations }),
});
const bulk = (Operations: unknown[]): WireRequest => ({
  method: 'POST',
  path: '/Bulk',
  raw: json({ schemas: [BULK], Operations }),
});
const list = <T>(length: number, item: (index: number) => T): T[] => Array.from({ length }, (_, index) => item(index));
const someone = (index: number): string => `01930000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
