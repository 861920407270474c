import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { type Attribute, complex, flag, instant, reference, text } from './attribute.js';
import { canonicalUser } from './canonical.js';
import { completeUser, holdImmutable, replacing } from './complete.js';
import { dialects } from './dialect.js';
import { resourceTypes, schemas } from './discovery-documents.js';
import { parsePatch } from './patch-request.js';
import { patched } from './patch.js';
import { ENTERPRISE_USER, Registry, USER } from './registry.js';
import { difference, flat, nested } from './resource.js';
import { settled } from './returned.js';
import { selected, selectionOf } from './selection.js';
import { enterpriseUserSchema, userSchema } from './user.schema.js';
import { wireUser } from './wire.js';

const HR = 'urn:example:hr:2.0:User';
const PAY = 'urn:example:pay:User';
const number = (name: string, type: 'integer' | 'decimal'): Attribute => ({ ...text(name, ''), type });
const hr = {
  id: HR,
  name: 'HR',
  description: '',
  attributes: [
    number('level', 'integer'),
    number('share', 'decimal'),
    flag('remote', ''),
    instant('since', ''),
    { ...text('badgePhoto', '', { caseExact: true }), type: 'binary' as const },
    reference('page', '', ['external']),
    text('tags', '', { multiValued: true }),
    { ...number('floors', 'integer'), multiValued: true },
    complex('desk', '', [text('room', ''), number('row', 'integer'), text('key', '', { mutability: 'immutable' })]),
    complex(
      'cars',
      '',
      [text('value', '', { required: true }), instant('from', ''), text('colour', '', { mutability: 'immutable' })],
      { multiValued: true },
    ),
    text('origin', '', { mutability: 'immutable' }),
    text('secret', '', { mutability: 'writeOnly', returned: 'never' }),
    text('note', '', { returned: 'request' }),
    text('rank', '', { returned: 'always' }),
    text('seenBy', '', { mutability: 'readOnly' }),
  ],
};
const pay = { ...hr, id: PAY, attributes: [text('grade', '', { required: true }), text('band', '')] };
const registry = new Registry(userSchema, [enterpriseUserSchema, hr, pay]);
const { lenient, strict, entra } = dialects;

const made = (body: object, dialect: (typeof dialects)['lenient' | 'strict'] = lenient) =>
  completeUser(canonicalUser({ schemas: [USER], userName: 'u', ...body }, dialect, registry), true, registry);
const post = (said: object, dialect?: (typeof dialects)['lenient' | 'strict']) =>
  nested(made({ [HR]: said }, dialect))[HR];
const patch = (kept: object, ...Operations: object[]) => {
  const before = flat({ userName: 'u', active: true, ...kept });
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
  const after = completeUser(patched(before, parsePatch(body, registry, entra), entra), false, registry);
  holdImmutable(before, after, registry);
  return nested(after);
};
const patchHr = (kept: object, ...operations: object[]) => patch({ [HR]: kept }, ...operations)[HR];
const op = (name: string, path: string, value?: unknown) => ({ op: name, path: `${HR}:${path}`, value });
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('an attribute of a source’s own schema', () => {
  it.each<[string, unknown, unknown]>([
    ['level', 7, 7],
    ['level', -0, 0],
    ['level', '42', 42],
    ['share', 0.5, 0.5],
    ['share', '-1.25', -1.25],
    ['remote', 'TRUE', true],
    ['since', '2026-02-28T10:00:00+02:00', '2026-02-28T10:00:00+02:00'],
    ['badgePhoto', 'aGk=', 'aGk='],
    ['badgePhoto', 'aGk', 'aGk'],
    ['page', '../people/1', '../people/1'],
    ['tags', ['a', 'b', 'A'], ['A', 'b']],
    ['tags', 'a', ['a']],
    ['tags', [{ value: 'a' }, null, ''], ['a']],
    ['floors', [2, '1', 2], [2, 1]],
    ['TAGS', ['a'], undefined],
    ['desk', { room: 'r', row: '3', nosuch: 1 }, { room: 'r', row: 3 }],
    ['cars', { value: 'c' }, [{ value: 'c' }]],
    ['secret', 's', 's'],
  ])('%s takes %j for %j [scim.types]', (name, given, kept) => {
    const key = kept === undefined ? 'tags' : name;
    expect(post({ [name]: given })).toEqual({ [key]: kept ?? given });
  });

  it.each<[string, unknown]>([
    ['level', 1.5],
    ['level', 2 ** 53],
    ['level', Infinity],
    ['level', '1.5'],
    ['level', 'x'],
    ['level', true],
    ['share', NaN],
    ['share', {}],
    ['remote', 1],
    ['since', '2026-02-30T10:00:00Z'],
    ['since', '2026-02-28T10:00:00'],
    ['since', '2026-02-28'],
    ['since', 0],
    ['badgePhoto', 'a'],
    ['badgePhoto', 'aGk=='],
    ['badgePhoto', 'not base64!'],
    ['tags', [['a']]],
    ['cars', [[{ value: 'a' }]]],
    ['level', [1]],
    ['level', { value: 1 }],
    ['tags', [1]],
    ['floors', [1.5]],
    ['desk', 'r'],
    ['cars', [{ from: '2026-02-28T10:00:00Z' }]],
  ])('%s does not take %j [scim.types]', (name, given) =>
    expect(codeOf(() => post({ [name]: given }))).toBe('scim.invalid-value'),
  );

  it('is held to its JSON type by a strict source [scim.types]', () => {
    const said = [{ level: '7' }, { share: '1' }, { page: 'a b' }, { desk: { nosuch: 1 } }, { nosuch: 1 }];
    expect(said.map((each) => codeOf(() => post(each, strict)))).toEqual([
      'scim.invalid-value',
      'scim.invalid-value',
      'scim.invalid-value',
      'scim.invalid-syntax',
      'scim.invalid-syntax',
    ]);
    expect(post({ tags: ['a'], level: 7 }, strict)).toEqual({ tags: ['a'], level: 7 });
  });

  it.each<[object, object[], object | undefined]>([
    [{}, [op('add', 'tags', ['a', 'b']), op('add', 'tags', 'B')], { tags: ['a', 'B'] }],
    [{ tags: ['a', 'b'] }, [op('remove', 'tags', [{ value: 'A' }])], { tags: ['b'] }],
    [{ tags: ['a', 'b'] }, [op('remove', 'tags[value eq "b"]')], { tags: ['a'] }],
    [{ tags: ['a', 'b'] }, [op('replace', 'tags[value eq "b"].value', 'c')], { tags: ['a', 'c'] }],
    [{ tags: ['a'] }, [op('remove', 'tags')], undefined],
    [{ floors: [1, 2, 3] }, [op('remove', 'floors[value gt 1]')], { floors: [1] }],
    [{ floors: [1] }, [op('add', 'floors[value eq 2].value', 2)], { floors: [1, 2] }],
    [{ desk: { room: 'r', row: 1 } }, [op('replace', 'desk.row', 2)], { desk: { room: 'r', row: 2 } }],
    [{ desk: { room: 'r' } }, [op('replace', 'desk', { row: 2 })], { desk: { room: 'r', row: 2 } }],
    [{ cars: [{ value: 'a' }] }, [op('add', 'cars', [{ value: 'b' }])], { cars: [{ value: 'a' }, { value: 'b' }] }],
    [
      { cars: [{ value: 'a', from: '2026-01-01T00:00:00Z' }, { value: 'b' }] },
      [op('remove', 'cars[from eq "2026-01-01T01:00:00+01:00"]')],
      { cars: [{ value: 'b' }] },
    ],
    [
      { level: 1 },
      [{ op: 'replace', value: { [`${HR}:level`]: 2, [HR]: { remote: 'true' } } }],
      { level: 2, remote: true },
    ],
    [{ level: 1 }, [{ op: 'remove', path: HR }], undefined],
    [{}, [op('add', 'origin', 'here')], { origin: 'here' }],
    [{ origin: 'here' }, [op('replace', 'origin', 'here')], { origin: 'here' }],
    [{ cars: [{ value: 'a', colour: 'red' }] }, [op('remove', 'cars[value eq "a"]')], undefined],
  ])('%j changed by %j becomes %j [scim.types]', (kept, operations, after) =>
    expect(patchHr(kept, ...operations)).toEqual(after),
  );

  it.each<[string, object, object]>([
    ['scim.mutability', { origin: 'here' }, op('replace', 'origin', 'there')],
    ['scim.mutability', { origin: 'here' }, op('remove', 'origin')],
    ['scim.mutability', { origin: 'here' }, { op: 'remove', path: HR }],
    ['scim.mutability', { desk: { key: 'k' } }, op('replace', 'desk.key', 'l')],
    ['scim.mutability', { desk: { key: 'k' } }, op('remove', 'desk')],
    ['scim.mutability', { cars: [{ value: 'a', colour: 'red' }] }, op('replace', 'cars[value eq "a"].colour', 'blue')],
    ['scim.mutability', { cars: [{ value: 'a' }] }, op('remove', 'cars[value eq "a"].value')],
    ['scim.mutability', {}, op('add', 'seenBy', 'x')],
    ['scim.invalid-path', {}, op('add', 'tags.display', 'x')],
    ['scim.invalid-path', { floors: [1] }, op('remove', 'floors[value co 1]')],
    ['scim.invalid-path', { floors: [1] }, op('remove', 'floors[value eq "x"]')],
    ['scim.invalid-path', { cars: [{ value: 'a' }] }, op('remove', 'cars[from eq "yesterday"]')],
    [
      'scim.too-many',
      {},
      op(
        'add',
        'tags',
        Array.from({ length: 201 }, (_, i) => `${i}`),
      ),
    ],
  ])('%s: %j refuses %j [scim.mutability]', (code, kept, operation) =>
    expect(codeOf(() => patchHr(kept, operation))).toBe(code),
  );

  it('that is required is so only where its schema is used [scim.extension]', () => {
    expect(codeOf(() => made({}))).toBe('done');
    expect(codeOf(() => made({ [PAY]: { grade: 'A' } }))).toBe('done');
    expect(codeOf(() => made({ [PAY]: { band: 'B' } }))).toBe('scim.invalid-value');
    expect(codeOf(() => patch({ [PAY]: { grade: 'A' } }, { op: 'remove', path: `${PAY}:grade` }))).toBe(
      'scim.mutability',
    );
    expect(patch({ [PAY]: { grade: 'A' } }, { op: 'remove', path: PAY })).not.toHaveProperty(PAY);
  });

  it('that is immutable outlives a PUT that leaves it out, and refuses one that changes it [scim.mutability]', () => {
    const before = flat({ userName: 'u', active: true, [HR]: { origin: 'here', level: 1 } });
    const put = (body: object) => {
      const after = replacing(
        before,
        canonicalUser({ userName: 'u', active: true, ...body }, lenient, registry),
        registry,
      );
      holdImmutable(before, after, registry);
      return nested(after)[HR];
    };
    expect(put({})).toEqual({ origin: 'here' });
    expect(put({ [HR]: { origin: 'here', level: 2 } })).toEqual({ origin: 'here', level: 2 });
    expect(codeOf(() => put({ [HR]: { origin: 'there' } }))).toBe('scim.mutability');
  });

  it('makes no difference when lists say the same in another order [scim.patch.no-op]', () => {
    expect(
      difference(
        flat({ [HR]: { tags: ['a', 'b'], floors: [1, 2] } }),
        flat({ [HR]: { floors: [2, 1], tags: ['b', 'a'] } }),
      ),
    ).toEqual([]);
    expect(difference(flat({ [HR]: { floors: [1] } }), flat({ [HR]: { floors: [11] } }))).toEqual([`${HR}:floors`]);
  });
});

describe('a resource of a source with schemas of its own', () => {
  const at = new Date('2026-06-01T09:00:00Z');
  const kept = {
    userName: 'u',
    active: true,
    [HR]: { level: 1, secret: 's', note: 'n', rank: 'r' },
    'urn:gone:User': { x: 1 },
  };
  const show = (query: object) => {
    const whole = wireUser(
      { id: 'u1', attributes: kept, version: 1, createdAt: at, changedAt: at },
      [],
      '/b',
      registry,
    );
    return selected(whole, settled(selectionOf({ ...query }), registry));
  };

  it('names in schemas what stands in it, and shows nothing that is no longer declared [scim.extension]', () => {
    expect(show({}).schemas).toEqual([USER, HR]);
    expect(show({})).not.toHaveProperty('urn:gone:User');
  });

  it.each<[object, object | undefined]>([
    [{}, { level: 1, rank: 'r' }],
    [{ attributes: 'userName' }, { rank: 'r' }],
    [{ attributes: `${HR}:note` }, { note: 'n', rank: 'r' }],
    [{ attributes: `${HR}:secret,${HR}:level` }, { level: 1, rank: 'r' }],
    [{ excludedAttributes: `${HR}:rank,${HR}:level` }, { rank: 'r' }],
    [{ excludedAttributes: HR }, { rank: 'r' }],
  ])('shows by %j of its extension %j [scim.returned]', (query, expected) => expect(show(query)[HR]).toEqual(expected));

  it('is described to that source, and so is every attribute as it was declared [scim.discovery]', () => {
    const kinds = [{ name: 'User', endpoint: '/Users', description: 'People', registry }];
    const extensions = [ENTERPRISE_USER, HR, PAY].map((schema) => ({ schema, required: false }));
    expect(resourceTypes('/b', kinds)[0]?.schemaExtensions).toEqual(extensions);
    expect(schemas('/b', kinds).find(({ id }) => id === HR)?.attributes).toEqual(hr.attributes);
  });
});
