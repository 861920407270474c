import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned } from './bulk-plan.js';
import { apart, referenceOf, referencesIn, withIds } from './bulk-references.js';
import type { BulkOperation } from './bulk-request.js';

const post = (bulkId: string, ...refs: string[]): BulkOperation => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  version: undefined,
  data: { members: refs.map((ref) => ({ value: `bulkId:${ref}` })) },
});
const put = (path: string): BulkOperation => ({ ...post('x'), method: 'PUT', bulkId: undefined, path });
const orderOf = (operations: BulkOperation[]) =>
  planned(operations).map(({ index, late }) => (late.size > 0 ? `${index}!${[...late].join('')}` : `${index}`));

describe('a plan', () => {
  it('keeps the order, unless something refers to what comes later [scim.bulk.references]', () => {
    expect(orderOf([post('a'), post('b', 'a'), post('c')])).toEqual(['0', '1', '2']);
    expect(orderOf([put('/Users/bulkId:b'), post('a', 'b'), post('b')])).toEqual(['2', '0', '1']);
  });

  it('breaks a circle at its first POST [scim.bulk.references]', () => {
    expect(orderOf([post('a', 'b'), post('b', 'a')])).toEqual(['0!b', '1']);
    expect(orderOf([post('a', 'a')])).toEqual(['0!a']);
    expect(orderOf([put('/Users/bulkId:a'), post('a', 'b'), post('b', 'c'), post('c', 'a')])).toEqual([
      '1!b',
      '0',
      '3',
      '2',
    ]);
  });

  it('waits for nobody whom no POST creates [scim.bulk.references]', () => {
    expect(orderOf([post('a', 'nobody'), put('/Users/bulkId:gone')])).toEqual(['0', '1']);
  });

  it('is not made of more than 20,000 references [scim.bulk.limits]', () => {
    const crowd = (count: number) => post('a', ...Array.from({ length: count }, (_, i) => `x${i}`));
    expect(planned([crowd(10_000), crowd(10_000)])).toHaveLength(2);
    expect(() => planned([crowd(10_000), crowd(10_001)])).toThrow('20000');
  });

  it('takes each operation once, and none before what it refers to, except late ones [scim.bulk.references]', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const refs = fc.array(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(refs, (lists) => {
        const steps = planned(lists.map((list, i) => post(names[i]!, ...list)));
        expect(steps.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
        const made = new Set<string>();
        for (const { index, references, late } of steps) {
          for (const name of references) expect(made.has(name)).toBe(!late.has(name));
          made.add(names[index]!);
        }
      }),
    );
  });
});

describe('references', () => {
  const data = {
    displayName: 'say "bulkId:no"',
    manager: 'bulkId:m',
    Operations: [{ op: 'remove', path: 'members[value eq "bulkId:g" or value eq "bulkId:h"]' }],
  };

  it('are found and replaced where they stand [scim.bulk.references]', () => {
    expect([...referencesIn(data)]).toEqual(['m', 'g', 'h']);
    expect(
      withIds(
        data,
        new Map([
          ['m', '1'],
          ['g', '2'],
        ]),
      ),
    ).toEqual({
      displayName: 'say "bulkId:no"',
      manager: '1',
      Operations: [{ op: 'remove', path: 'members[value eq "2" or value eq "bulkId:h"]' }],
    });
    expect([referenceOf('/Users/bulkId:a b'), referenceOf('/Users/1')]).toEqual(['a b', undefined]);
  });

  it('are taken out of a resource and brought in afterwards [scim.bulk.references]', () => {
    const whole = {
      displayName: 'G',
      members: [{ value: 'bulkId:a' }, { value: '7' }],
      'urn:x:User': { manager: { value: 'bulkId:a' }, department: 'D' },
      owner: { value: 'bulkId:b' },
    };
    expect(apart(whole, new Set(['a']))).toEqual({
      now: {
        displayName: 'G',
        members: [{ value: '7' }],
        'urn:x:User': { department: 'D' },
        owner: { value: 'bulkId:b' },
      },
      later: [
        { op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] },
        { op: 'add', path: 'urn:x:User:manager', value: { value: 'bulkId:a' } },
      ],
    });
  });
});
