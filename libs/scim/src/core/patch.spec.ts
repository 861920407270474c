import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { completeUser } from './complete.js';
import { type Dialect, dialects } from './dialect.js';
import { parsePatch } from './patch-request.js';
import { patched } from './patch.js';
import { userRegistry } from './registry.js';
import { type Resource, difference, flat, nested } from './resource.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const kept = {
  userName: 'bj@x.com',
  active: true,
  displayName: 'Babs',
  name: { givenName: 'B', familyName: 'J' },
  emails: [
    { type: 'work', value: 'b@x.com', primary: true },
    { type: 'home', value: 'h@y.com' },
  ],
  [ENT]: { department: 'Eng' },
};
const U: Resource = flat(kept);
const [work, home] = kept.emails;

const run = (operations: unknown, dialect: Dialect = dialects.lenient, user = U) => {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
  return nested(completeUser(patched(user, parsePatch(body, userRegistry, dialect), dialect), false));
};
const refusal = (operations: unknown, dialect?: Dialect): string => {
  try {
    run(operations, dialect);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const op = (name: string, path: string | undefined, value?: unknown) => ({
  op: name,
  ...(path === undefined ? {} : { path }),
  ...(value === undefined ? {} : { value }),
});
const { entra, strict } = dialects;

describe('PATCH of a user', () => {
  it.each<[string, unknown[], object]>([
    ['P1', [op('Replace', 'active', 'False')], { active: false }],
    ['P1 as Entra wraps it', [op('Replace', 'active', [{ $ref: null, value: 'False' }])], { active: false }],
    ['P1 add', [op('replace', 'active', false), op('Add', 'active', 'True')], { active: true }],
    ['P2', [op('replace', undefined, { active: false })], { active: false }],
    ['P3', [op('REPLACE', 'displayName', 'D')], { displayName: 'D' }],
    [
      'P4',
      [op('replace', undefined, { 'name.givenName': 'Kk', 'name.familyName': 'Un', displayName: 'D' })],
      { name: { givenName: 'Kk', familyName: 'Un' }, displayName: 'D' },
    ],
    [
      'P5',
      [op('replace', undefined, { [`${ENT}:employeeNumber`]: 'A' })],
      { [ENT]: { department: 'Eng', employeeNumber: 'A' } },
    ],
    [
      'P6',
      [op('replace', undefined, { [ENT]: { employeeNumber: '7' } })],
      { [ENT]: { department: 'Eng', employeeNumber: '7' } },
    ],
    ['P6 path', [op('add', ENT, { employeeNumber: '7' })], { [ENT]: { department: 'Eng', employeeNumber: '7' } }],
    ['P7', [op('replace', undefined, { name: { givenName: 'Q' } })], { name: { givenName: 'Q', familyName: 'J' } }],
    ['P8', [op('replace', `${ENT}:department`, 'Sales')], { [ENT]: { department: 'Sales' } }],
    ['P9', [op('Add', `${ENT}:manager`, '42')], { [ENT]: { department: 'Eng', manager: { value: '42' } } }],
    [
      'P10',
      [op('Add', `${ENT}:manager`, [{ $ref: 'https://h/Users/42', value: '42' }])],
      { [ENT]: { department: 'Eng', manager: { value: '42' } } },
    ],
    ['P11', [op('Replace', `${ENT}:manager.value`, '42')], { [ENT]: { department: 'Eng', manager: { value: '42' } } }],
    ['P12', [op('Remove', `${ENT}:manager`)], {}],
    ['P12 empty', [op('Add', `${ENT}:manager`, '42'), op('Replace', `${ENT}:manager`, '')], {}],
    ['P13', [op('replace', `${USR}:userName`, 'n@x.com')], { userName: 'n@x.com' }],
    [
      'P14',
      [op('replace', 'emails[type eq "work"].value', 'n@x.com')],
      { emails: [{ ...work, value: 'n@x.com' }, home] },
    ],
    [
      'P15',
      [op('Add', 'phoneNumbers[type eq "mobile"].value', '555')],
      { phoneNumbers: [{ type: 'mobile', value: '555' }] },
    ],
    [
      'P17',
      [
        op('Add', 'addresses[type eq "work"].country', 'US'),
        op('Add', 'addresses[type eq "work"].locality', 'Hollywood'),
      ],
      { addresses: [{ type: 'work', country: 'US', locality: 'Hollywood' }] },
    ],
    ['P18', [op('Add', 'roles[primary eq "True"].value', 'admin')], { roles: [{ primary: true, value: 'admin' }] }],
    [
      'P19',
      [op('replace', 'emails[type eq "work" and primary eq true].value', 'n')],
      { emails: [{ ...work, value: 'n' }, home] },
    ],
    [
      'P20',
      [op('add', 'phoneNumbers[type eq "work" and primary eq true].value', '1')],
      { phoneNumbers: [{ type: 'work', primary: true, value: '1' }] },
    ],
    [
      'P21',
      [
        op('replace', 'Emails[Type eq "WORK"].Value', 'n'),
        op('replace', 'DISPLAYNAME', 'D'),
        op('add', 'emails[type eq "other"].Value', 'o'),
      ],
      { displayName: 'D', emails: [{ ...work, value: 'n' }, home, { type: 'other', value: 'o' }] },
    ],
    [
      'P22',
      [op('replace', 'emails[value eq "b@x.com"].type', 'other')],
      { emails: [{ ...work, type: 'other' }, home] },
    ],
    [
      'P23',
      [
        op('add', 'ims', { type: 'w]x', value: '1' }),
        op('add', 'ims', { type: 'w"x', value: '2' }),
        op('replace', 'ims[type eq "w]x"].value', '3'),
        op('replace', String.raw`ims[type eq "w\"x"].value`, '4'),
      ],
      {
        ims: [
          { type: 'w]x', value: '3' },
          { type: 'w"x', value: '4' },
        ],
      },
    ],
    [
      'P24',
      [op('replace', 'emails[type eq "work"]', { value: 'new' })],
      { emails: [{ type: 'work', value: 'new', primary: true }, home] },
    ],
    ['P26', [op('add', 'emails', [home])], {}],
    ['P26 path-less', [op('add', undefined, { emails: [work] })], {}],
    [
      'P27',
      [op('add', 'emails', [{ type: 'other', value: 'o', primary: true }])],
      { emails: [{ type: 'work', value: 'b@x.com' }, home, { type: 'other', value: 'o', primary: true }] },
    ],
    [
      'P27 by sub-attribute',
      [op('replace', 'emails[type eq "home"].primary', 'True')],
      {
        emails: [
          { type: 'work', value: 'b@x.com' },
          { ...home, primary: true },
        ],
      },
    ],
    ['P28', [op('remove', 'emails[type eq "home"]')], { emails: [work] }],
    ['P28 value', [op('remove', 'emails[type eq "home"].value')], { emails: [work, { type: 'home' }] }],
    ['P28 by value array', [op('Remove', 'emails', [{ value: 'H@Y.com' }])], { emails: [work] }],
    ['P32', [op('replace', undefined, { id: '999', displayName: 'k', meta: {}, schemas: [] })], { displayName: 'k' }],
    ['P34', [op('replace', 'emails', { value: 'one' })], { emails: [{ value: 'one' }] }],
    ['P35 title', [op('Add', 'title', '')], {}],
    ['password', [op('replace', 'password', 'x'), op('replace', undefined, { password: 'y' })], {}],
    ['unknown keys', [op('replace', undefined, { fooBar: 1, 'a..b': 2, displayName: 'D' })], { displayName: 'D' }],
    ['remove active', [op('remove', 'active')], { active: false }],
    ['remove nothing', [op('remove', 'ims'), op('remove', 'emails[type eq "zzz"]')], {}],
  ])('%s [scim.patch.cases]', (_, operations, change) => expect(run(operations)).toEqual({ ...kept, ...change }));

  it('P35: null unassigns [scim.patch.cases]', () => {
    expect(run([op('replace', 'displayName', null)])).not.toHaveProperty('displayName');
    expect(run([op('remove', ENT)])).not.toHaveProperty(ENT);
  });

  it('P16: Entra may replace an element that is not there, others may not [scim.patch.dialects]', () => {
    const replace = [op('Replace', 'addresses[type eq "work"].country', 'US')];
    expect(run(replace, entra)).toMatchObject({ addresses: [{ type: 'work', country: 'US' }] });
    expect([refusal(replace), refusal(replace, strict)]).toEqual(['scim.no-target', 'scim.no-target']);
  });

  it.each<[string, unknown, string]>([
    ['P25', [op('replace', 'emails[type eq "zzz"]', { value: '1' })], 'scim.no-target'],
    ['P29', [op('remove', undefined)], 'scim.no-target'],
    ['P29 with value', [op('Remove', undefined, { displayName: 'x' })], 'scim.no-target'],
    ['P30', [op('remove', 'userName')], 'scim.mutability'],
    ['P30 by null', [op('replace', 'userName', null)], 'scim.invalid-value'],
    ['P31 id', [op('replace', 'id', '1')], 'scim.mutability'],
    ['P31 meta', [op('replace', 'meta.created', 'x')], 'scim.mutability'],
    ['groups', [op('add', 'groups', [{ value: 'g' }])], 'scim.mutability'],
    ['P33', [op('replace', 'fooBar', 'x')], 'scim.invalid-path'],
    ['P33 broken', [op('replace', 'emails[type eq', 'x')], 'scim.invalid-path'],
    ['filter on a single value', [op('replace', 'name[givenName eq "x"]', 'x')], 'scim.invalid-path'],
    ['unknown sub-attribute', [op('replace', 'name.nick', 'x')], 'scim.invalid-path'],
    ['unknown sub-attribute in a filter', [op('replace', 'ims[nick eq "x"].value', 'x')], 'scim.invalid-path'],
    ['path of another type', [op('replace', undefined), { op: 'add', path: 7, value: 1 }], 'scim.invalid-value'],
    ['path that is a number', [{ op: 'add', path: 7, value: 1 }], 'scim.invalid-path'],
    ['no value', [op('add', 'displayName')], 'scim.invalid-value'],
    ['wrong type', [op('replace', 'displayName', { a: 1 })], 'scim.invalid-value'],
    ['wrong boolean', [op('replace', 'active', 'maybe')], 'scim.invalid-value'],
    ['NUL', [op('replace', 'displayName', 'a\0b')], 'scim.invalid-value'],
    ['half a character', [op('replace', 'displayName', '\ud800')], 'scim.invalid-value'],
    ['a name too long', [op('replace', 'userName', 'x'.repeat(601))], 'scim.invalid-value'],
    ['a name that grows when folded', [op('replace', 'userName', '\ufdfa'.repeat(200))], 'scim.invalid-value'],
    ['two primaries', [op('replace', 'emails', [work, { ...home, primary: true }])], 'scim.invalid-value'],
    ['unknown op', [op('move', 'displayName', 'x')], 'scim.invalid-syntax'],
    ['operations empty', [], 'scim.invalid-syntax'],
    ['operations no list', {}, 'scim.invalid-syntax'],
    ['operation no object', [null], 'scim.invalid-syntax'],
    ['too many that do nothing', Array.from({ length: 2001 }, () => op('add', undefined, { no: 1 })), 'scim.too-many'],
    ['too many operations', Array.from({ length: 2001 }, () => op('remove', 'title')), 'scim.too-many'],
    [
      'too many elements',
      [
        op(
          'add',
          'ims',
          Array.from({ length: 201 }, (_, i) => ({ value: `${i}` })),
        ),
      ],
      'scim.too-many',
    ],
  ])('%s is refused [scim.patch.refusals]', (_, operations, code) => expect(refusal(operations)).toBe(code));

  it.each([
    [op('replace', undefined, { displayName: 'x' }), 'scim.invalid-syntax'],
    [op('replace', 'active', 'False'), 'scim.invalid-value'],
    [op('replace', `${ENT}:manager`, '42'), 'scim.invalid-value'],
  ])('a strict source is held to the letter: %j [scim.patch.dialects]', (operation, code) =>
    expect([refusal([operation]), refusal([operation], strict)]).toEqual(['done', code]),
  );

  it('P36: pollutes nothing [scim.hostile]', () => {
    const paths = ['__proto__.x', 'constructor.prototype.x', '__proto__:x', 'ims[__proto__ eq "x"].value', '__proto__'];
    expect(paths.map((path) => refusal([op('add', path, 'polluted')]))).toEqual(paths.map(() => 'scim.invalid-path'));
    const bodies = [
      '{"__proto__.x":"polluted"}',
      '{"__proto__":{"x":"polluted"}}',
      '{"name":{"__proto__":{"x":"polluted"},"givenName":"G"}}',
      `{"${ENT}":{"__proto__":{"x":"polluted"},"constructor":{"prototype":{"x":"polluted"}}}}`,
      '{"emails":[{"__proto__":{"x":"polluted"},"value":"v"}]}',
    ];
    for (const body of bodies) {
      const result = run([op('add', undefined, JSON.parse(body) as unknown)]);
      expect(JSON.stringify(result)).not.toContain('polluted');
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('refuses all when one operation is refused, and leaves what it was given [scim.patch.atomic]', () => {
    const before = JSON.stringify(nested(U));
    expect(refusal([op('replace', 'displayName', 'x'), op('remove', undefined)])).toBe('scim.no-target');
    expect(
      refusal([op('replace', 'emails[type eq "work"].value', 'x'), op('replace', 'ims[type eq "q"].value', 'x')]),
    ).toBe('scim.no-target');
    expect(JSON.stringify(nested(U))).toBe(before);
  });

  it('finds no difference in what says the same [scim.patch.no-op]', () => {
    const same = (operations: unknown[]) => difference(U, flat(run(operations)));
    expect(same([op('replace', 'emails', [home, work])])).toEqual([]);
    expect(same([op('replace', 'name', { familyName: 'J', givenName: 'B' })])).toEqual([]);
    expect(same([op('Replace', 'active', 'True'), op('add', 'emails', [work])])).toEqual([]);
    expect(same([op('replace', `${ENT}:department`, 'Ops'), op('replace', 'title', 'T')])).toEqual([
      `${ENT}:department`,
      'title',
    ]);
  });
});
