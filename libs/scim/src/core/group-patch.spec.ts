import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { dialects } from './dialect.js';
import { parseGroupPatch } from './group-patch.js';

const plan = (...operations: unknown[]) => {
  const { attributes, members } = parseGroupPatch({ Operations: operations }, dialects.lenient);
  const changed = attributes.map(({ target, value }) => [target.key, value]);
  return { changed, replaces: members.replaces, add: [...members.add], remove: [...members.remove] };
};
const none = { changed: [], replaces: false, add: [], remove: [] };
const codeOf = (operation: unknown): string => {
  try {
    plan(operation);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('PATCH of a group', () => {
  it.each<[string, unknown[], object]>([
    ['P37', [{ op: 'remove', path: 'members[value eq "b"]' }], { remove: ['b'] }],
    ['P37 or', [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }], { remove: ['a', 'b'] }],
    ['P38', [{ op: 'Remove', path: 'members', value: [{ value: 'a', display: null }] }], { remove: ['a'] }],
    ['P39', [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'd' }] }], { add: ['d'] }],
    ['path-less', [{ op: 'add', value: { members: [{ value: 'd' }] } }], { add: ['d'] }],
    ['bare ids', [{ op: 'add', path: 'members', value: 'd' }], { add: ['d'] }],
    ['P41', [{ op: 'replace', path: 'members', value: [{ value: 'x' }] }], { replaces: true, add: ['x'] }],
    ['P41 rename', [{ op: 'replace', value: { id: '1', displayName: 'N' } }], { changed: [['displayName', 'N']] }],
    ['P42', [{ op: 'remove', path: 'members' }], { replaces: true }],
    [
      'P46',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] },
        { op: 'remove', path: 'members', value: [{ value: 'b' }] },
      ],
      { add: ['a'], remove: ['b'] },
    ],
    [
      'P46 replace',
      [
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
        { op: 'replace', path: 'members', value: [{ value: 'b' }] },
        { op: 'add', path: 'members', value: [{ value: 'c' }] },
      ],
      { replaces: true, add: ['b', 'c'] },
    ],
    [
      'ids however they are spelled',
      [
        { op: 'add', path: 'members', value: [{ value: 'A-1' }, { value: 'B-2' }] },
        { op: 'remove', path: 'members[value eq "a-1"]' },
        { op: 'remove', path: 'members', value: [{ value: 'b-2' }] },
      ],
      { remove: ['a-1', 'b-2'] },
    ],
  ])('%s becomes one set of changes [scim.group.patch]', (_, operations, expected) =>
    expect(plan(...operations)).toEqual({ ...none, ...expected }),
  );

  it.each([
    ['scim.mutability', { op: 'replace', path: 'members[value eq "a"].type', value: 'x' }],
    ['scim.mutability', { op: 'replace', path: 'members[value eq "a"].value', value: 'x' }],
    ['scim.mutability', { op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }],
    ['scim.invalid-path', { op: 'remove', path: 'members[value co "a"]' }],
    ['scim.invalid-path', { op: 'remove', path: 'members[type eq "User"]' }],
    ['scim.invalid-value', { op: 'add', path: 'members', value: [{ display: 'x' }] }],
    ['scim.invalid-value', { op: 'add', path: 'members', value: [7] }],
    ['scim.no-target', { op: 'remove', value: [{ value: 'a' }] }],
  ])('is refused with %s: %j [scim.group.patch]', (code, operation) => expect(codeOf(operation)).toBe(code));

  it('P44: is refused as a whole [scim.patch.atomic]', () => {
    expect(() => plan({ op: 'add', path: 'members', value: [{ value: 'd' }] }, { op: 'remove' })).toThrow(Refusal);
  });
});
