import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Comparison, type Findings, type Held, type Listed } from './reconcile.js';

const held = (name: string, over: Partial<Held> = {}): Held => ({
  id: `id-${name}`,
  externalId: `x-${name}`,
  userName: `${name}@example.com`,
  active: true,
  displayName: name,
  email: null,
  title: null,
  department: 'Sales',
  employeeNumber: null,
  manager: [],
  ...over,
});
const listed = (line: number, name: string, over: Partial<Listed> = {}): Listed => ({
  line,
  externalId: `x-${name}`,
  userName: `${name}@example.com`,
  active: true,
  ...over,
});
const compare = (here: readonly Held[], list: readonly Listed[]): Findings => {
  const comparison = new Comparison(here);
  for (const each of list) comparison.take(each);
  return comparison.end();
};
const none = { missing: 0, extra: 0, different: 0, duplicates: 0 };

describe('a comparison of a provider’s list with the directory', () => {
  it('finds what is missing, what is too much and what differs [directory.reconcile]', () => {
    const found = compare(
      [held('a'), held('b'), held('gone', { active: false })],
      [listed(2, 'a', { department: 'Legal', active: false }), listed(3, 'b'), listed(4, 'new')],
    );
    expect(found).toEqual({
      counts: { listed: 3, here: 3, equal: 1, missing: 1, extra: 1, different: 1, duplicates: 0 },
      missing: [{ line: 4, externalId: 'x-new', userName: 'new@example.com' }],
      extra: [{ id: 'id-gone', externalId: 'x-gone', userName: 'gone@example.com', active: false }],
      different: [{ line: 2, id: 'id-a', userName: 'a@example.com', attributes: ['active', 'department'] }],
      duplicates: [],
    });
  });

  it.each<[string, Partial<Held>, Partial<Listed>, string[]]>([
    ['user names without their case', {}, { userName: 'A@EXAMPLE.com' }, []],
    ['external ids exactly', {}, { externalId: 'X-A' }, ['externalId']],
    ['a person of ours without external id by name', { externalId: null }, {}, ['externalId']],
    ['a line without external id by name', {}, { externalId: null }, ['externalId']],
    ['a renamed person by external id', {}, { userName: 'other' }, ['userName']],
    ['columns that are not there not at all', { title: 'Chief' }, {}, []],
    ['an empty value as none', { title: 'Chief' }, { title: null }, ['title']],
    ['a manager by any of their names', { manager: ['id-m', 'x-m', 'M@x'] }, { manager: 'm@X' }, []],
    ['another manager', { manager: ['id-m', 'x-m'] }, { manager: 'x-n' }, ['manager']],
    ['a manager where there is none', {}, { manager: 'x-n' }, ['manager']],
    ['no manager where there is one', { manager: ['id-m'] }, { manager: null }, ['manager']],
  ])('knows %s [directory.reconcile.match]', (_, here, line, attributes) => {
    const found = compare([held('a', here)], [listed(2, 'a', line)]);
    expect(found.different.flatMap((row) => row.attributes)).toEqual(attributes);
    expect(found.counts).toMatchObject({ missing: 0, extra: 0, duplicates: 0 });
  });

  it('names the lines that name somebody twice, however they do it [directory.reconcile.duplicates]', () => {
    const { duplicates, counts } = compare(
      [held('a'), held('b', { externalId: null })],
      [
        listed(2, 'a'),
        listed(3, 'a', { userName: 'else' }),
        listed(4, 'z', { userName: 'A@example.com' }),
        listed(5, 'b', { externalId: null }),
      ],
    );
    expect(duplicates).toEqual([
      { line: 3, first: 2, by: 'externalId' },
      { line: 4, first: 2, by: 'userName' },
    ]);
    expect(counts).toMatchObject({ equal: 2, missing: 0, extra: 0 });
    const renamed = held('b', { userName: 'new-name' });
    const twice = compare([renamed], [listed(2, 'b'), listed(3, 'b', { externalId: null, userName: 'new-name' })]);
    expect(twice.duplicates).toEqual([{ line: 3, first: 2, by: 'person' }]);
  });

  it('gives a name to nobody whom another line names by external id [directory.reconcile.ids-first]', () => {
    const found = compare(
      [held('a')],
      [listed(2, 'other', { userName: 'a@example.com' }), listed(3, 'a', { userName: 'b' })],
    );
    expect(found.missing).toMatchObject([{ line: 2 }]);
    expect(found.different).toMatchObject([{ line: 3, attributes: ['userName'] }]);
  });

  it('accounts for everybody, for any list and any directory [directory.reconcile.complete]', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 10 });
    fc.assert(
      fc.property(names, names, fc.array(fc.nat(9), { maxLength: 3 }), (here, list, again) => {
        const lines = list.map((name, at) => listed(at + 2, name));
        const repeated = again.flatMap((at) => (lines[at] ? [{ ...lines[at], line: 100 }] : []));
        const { counts } = compare(
          here.map((name) => held(name)),
          [...lines, ...repeated],
        );
        const both = here.filter((name) => list.includes(name)).length;
        expect(counts).toEqual({
          ...none,
          listed: list.length + repeated.length,
          here: here.length,
          equal: both,
          missing: list.length - both,
          extra: here.length - both,
          duplicates: repeated.length,
        });
      }),
    );
  });
});
