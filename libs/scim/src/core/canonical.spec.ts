import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { canonicalGroup, canonicalUser } from './canonical.js';
import { completeUser } from './complete.js';
import { dialects } from './dialect.js';
import { nested } from './resource.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const { lenient, strict } = dialects;
const user = (body: unknown, dialect = lenient as (typeof dialects)['lenient'] | (typeof dialects)['strict']) =>
  nested(canonicalUser(body, dialect));
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('a body', () => {
  it('of Entra comes to canonical form [scim.canonical]', () => {
    const body = {
      schemas: [USR, ENT],
      externalId: '0a21',
      userName: 'u@x',
      active: 'True',
      emails: [{ primary: 'True', type: 'work', value: 'u@x' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'A B', familyName: 'B', givenName: 'A' },
      roles: [],
      [ENT]: { department: 'Eng', manager: 'm1' },
    };
    expect(user(body)).toEqual({
      externalId: '0a21',
      userName: 'u@x',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'u@x' }],
      name: { formatted: 'A B', familyName: 'B', givenName: 'A' },
      [ENT]: { department: 'Eng', manager: { value: 'm1' } },
    });
  });

  it('of Okta loses its password, its groups and echoes, unknown things and empty ones [scim.canonical]', () => {
    const body = {
      schemas: [USR],
      id: 'x',
      USERNAME: 't@x',
      emails: [
        { primary: true, value: 't@x', type: 'work' },
        { value: 'T@X', type: 'Work', primary: true },
      ],
      groups: [{ value: 'g' }],
      password: 'secret',
      title: '',
      nickName: null,
      favouriteColour: 'red',
      active: true,
    };
    expect(user(body)).toEqual({
      userName: 't@x',
      active: true,
      emails: [{ value: 'T@X', type: 'Work', primary: true }],
    });
  });

  it.each<[unknown, string]>([
    [null, 'scim.invalid-syntax'],
    ['text', 'scim.invalid-syntax'],
    [[], 'scim.invalid-syntax'],
    [{ schemas: ['urn:other'], userName: 'a' }, 'scim.invalid-syntax'],
    [{ schemas: 7, userName: 'a' }, 'scim.invalid-syntax'],
    [{ userName: 'a', USERNAME: 'b' }, 'scim.invalid-syntax'],
    [{ userName: 7 }, 'scim.invalid-value'],
    [{ userName: ['a'] }, 'scim.invalid-value'],
    [{ userName: 'a', name: 'text' }, 'scim.invalid-value'],
    [{ userName: 'a', emails: [[[[]]]] }, 'scim.invalid-value'],
    [{ userName: 'a', emails: [7] }, 'scim.invalid-value'],
    [{ userName: 'a', active: 1 }, 'scim.invalid-value'],
    [{ userName: 'a', [ENT]: 'text' }, 'scim.invalid-value'],
    [{ displayName: 'nobody' }, 'scim.invalid-value'],
    [{ userName: 'a', ims: Array.from({ length: 201 }, (_, i) => `${i}`) }, 'scim.too-many'],
    [{ userName: '' }, 'scim.invalid-value'],
  ])('%j is refused [scim.hostile]', (body, code) =>
    expect(codeOf(() => completeUser(canonicalUser(body, lenient), true))).toBe(code),
  );

  it('takes nothing from hostile keys, however deep [scim.hostile]', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const text = `{"userName":"a","__proto__":{"x":1},"constructor":{"x":1},"deep":${deep},"${ENT}":{"__proto__":{"x":1}}}`;
    expect(user(JSON.parse(text))).toEqual({ userName: 'a' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('is held to the letter by a strict source [scim.canonical]', () => {
    const bodies = [
      { userName: 'a' },
      { schemas: [USR], userName: 'a', colour: 'red' },
      { schemas: [USR], userName: 'a', active: 'true' },
      { schemas: [USR, 'urn:other'], userName: 'a' },
      { schemas: [USR, USR.toUpperCase()], userName: 'a' },
      { schemas: [USR], userName: 'a', name: { nick: 'b' } },
      { schemas: [USR], userName: 'a', emails: 'a@x' },
    ];
    expect(bodies.map((body) => codeOf(() => user(body, strict)))).toEqual([
      'scim.invalid-syntax',
      'scim.invalid-syntax',
      'scim.invalid-value',
      'scim.invalid-syntax',
      'scim.invalid-syntax',
      'scim.invalid-syntax',
      'scim.invalid-value',
    ]);
  });

  it('of a group keeps its members apart [scim.canonical]', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', 'http://schemas.microsoft.com/2006/11/Group'],
      displayName: 'G',
      externalId: 'e',
      members: [{ value: 'a', display: 'A' }, { value: 'a' }, 'b', 'B'],
    };
    const { group, members } = canonicalGroup(body, lenient);
    expect([nested(group), members]).toEqual([{ displayName: 'G', externalId: 'e' }, ['a', 'b']]);
    expect(codeOf(() => canonicalGroup({ ...body, Members: [] }, lenient))).toBe('scim.invalid-syntax');
  });
});
