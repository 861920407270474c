import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { readExtensions } from './declared-schemas.js';
import { userRegistry } from './core/registry.js';
import { readMapping } from './source-mapping.js';
import { registryOf } from './source-schema.js';

const HR = 'urn:example:hr:2.0:User';
const text = { name: 'badge', type: 'string' };
const schema = (attributes: unknown, id: unknown = HR) => ({ id, name: 'HR', attributes });
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const reading = (input: unknown) => codeOf(() => readExtensions(input));

describe('a schema of a source’s own', () => {
  it('needs its names and types only; all else has the defaults of RFC 7643 §2.2 [scim.extension]', () => {
    expect(readExtensions([schema([text])])).toEqual([
      {
        id: HR,
        name: 'HR',
        description: '',
        attributes: [
          {
            ...text,
            multiValued: false,
            description: '',
            required: false,
            caseExact: false,
            mutability: 'readWrite',
            returned: 'default',
            uniqueness: 'none',
          },
        ],
      },
    ]);
  });

  it('is read from the very document that /Schemas publishes [scim.extension]', () => {
    const [declared] = readExtensions([schema([text])]);
    const published = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'], ...declared, meta: {} };
    expect(readExtensions([published])).toEqual([declared]);
  });

  const sub = (more: object) => schema([{ name: 'car', type: 'complex', subAttributes: [{ ...text, ...more }] }]);
  it.each<[string, unknown]>([
    ['nothing', null],
    ['no list', schema([text])],
    ['too many schemas', Array.from({ length: 11 }, (_, i) => schema([text], `urn:example:s${i}`))],
    ['too many attributes', [schema(Array.from({ length: 101 }, (_, i) => ({ ...text, name: `a${i}` })))]],
    ['no attributes', [schema([])]],
    ['no URN', [schema([text], 'https://example.com/schema')]],
    ['a URN that no path can spell', [schema([text], 'urn:example:a b')]],
    ['a URN that ends in a colon', [schema([text], 'urn:example:a:')]],
    ['the core schema', [schema([text], 'urn:ietf:params:scim:schemas:core:2.0:User')]],
    ['the enterprise schema', [schema([text], 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User')]],
    ['a message', [schema([text], 'urn:ietf:params:scim:api:messages:2.0:PatchOp')]],
    ['the same schema twice', [schema([text]), schema([text], HR.toUpperCase())]],
    ['a schema named like an attribute', [schema([text]), schema([text], `${HR}:badge`)]],
    ['the same attribute twice', [schema([text, { ...text, name: 'BADGE' }])]],
    ['a name with a dot', [schema([{ ...text, name: 'a.b' }])]],
    ['a name of every object', [schema([{ ...text, name: 'constructor' }])]],
    ['a sub-name of every object', [sub({ name: 'valueOf' })]],
    ['__proto__', JSON.parse(`[{"id":"${HR}","name":"x","attributes":[{"name":"__proto__","type":"string"}]}]`)],
    ['an unknown type', [schema([{ ...text, type: 'date' }])]],
    ['an unknown trait', [schema([{ ...text, secret: true }])]],
    ['complex without sub-attributes', [schema([{ name: 'car', type: 'complex' }])]],
    ['sub-attributes of a text', [schema([{ ...text, subAttributes: [text] }])]],
    ['three levels', [sub({ type: 'complex', subAttributes: [text] })]],
    ['lists in complex values', [sub({ multiValued: true })]],
    ['a uniqueness that nobody enforces', [schema([{ ...text, uniqueness: 'server' }])]],
    ['writeOnly and returned', [schema([{ ...text, mutability: 'writeOnly' }])]],
  ])('is refused for %s [scim.extension]', (_, input) => expect(reading(input)).toBe('source.extension-invalid'));

  it('is found under its URN in any case, and beside it nothing new [scim.extension]', () => {
    const { user } = registryOf({ extensions: readExtensions([schema([text])]) });
    expect(user.find({ urn: HR.toUpperCase(), name: 'Badge' })?.key).toBe(`${HR}:badge`);
    expect(user.find({ urn: null, name: 'badge' })).toBeUndefined();
    expect(userRegistry.find({ urn: HR, name: 'badge' })).toBeUndefined();
    expect(registryOf({ extensions: [] }).user).toBe(userRegistry);
  });
});

describe('a mapping', () => {
  const { user } = registryOf({
    extensions: readExtensions([
      schema([
        text,
        { name: 'away', type: 'boolean' },
        { name: 'since', type: 'dateTime' },
        { name: 'seen', type: 'dateTime', mutability: 'readOnly' },
      ]),
    ]),
  });
  const mapping = (input: unknown) => codeOf(() => readMapping(input, user));

  it('leads to what the source can state [scim.mapping]', () => {
    const given = {
      displayName: 'nickName',
      email: 'emails[type eq "home"].value',
      employeeNumber: `${HR}:badge`,
      startDate: `${HR}:since`,
      onLeave: { path: 'userType', values: ['LOA'] },
    };
    expect(readMapping(given, user)).toEqual(given);
    expect(mapping({ email: 'emails', onLeave: { path: `${HR}:away`, values: [] } })).toBe('done');
  });

  it.each<[unknown]>([
    [null],
    [{ colour: 'title' }],
    [{ email: 7 }],
    [{ email: 'nosuch' }],
    [{ email: 'emails[' }],
    [{ email: 'emails[nosuch eq "x"].value' }],
    [{ email: 'password' }],
    [{ email: 'groups.value' }],
    [{ email: 'addresses' }],
    [{ displayName: 'name' }],
    [{ displayName: 'active' }],
    [{ startDate: `${HR}:away` }],
    [{ startDate: `${HR}:seen` }],
    [{ onLeave: { path: 'userType', values: [] } }],
    [{ onLeave: { path: 'userType' } }],
  ])('%j is refused [scim.mapping]', (input) => expect(mapping(input)).toBe('source.mapping-invalid'));
});
