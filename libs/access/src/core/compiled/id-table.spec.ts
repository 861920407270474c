import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newId } from '@app/kernel';
import { IdTable } from './id-table.js';

const ids = fc.oneof(
  fc.uuid(),
  fc.constant(0).map(newId),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.string(),
);

it('finds each id under its own number, and none that is not there [access.id-table]', () => {
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 200 }), ids, (known, other) => {
      const table = new IdTable();
      const numbers = new Map(known.map((id) => [id, table.intern(id)]));
      expect(table.size).toBe(numbers.size);
      expect(new Set(numbers.values()).size).toBe(numbers.size);
      for (const [id, number] of numbers) {
        expect([table.find(id), table.intern(id), table.text(number)]).toEqual([number, number, id]);
      }
      expect(table.find(other)).toBe(numbers.get(other) ?? -1);
    }),
  );
});

it('holds many ids, whether made in one moment or by chance [access.id-table]', () => {
  const table = new IdTable();
  const many = Array.from({ length: 50_000 }, (_, i) => (i % 2 === 0 ? newId() : randomUUID()));
  expect(many.every((id, i) => table.intern(id) === i)).toBe(true);
  const sample = many.filter((_, i) => i % 97 === 0);
  expect(sample.map((id) => table.text(table.find(id)))).toEqual(sample);
  expect(table.find(randomUUID())).toBe(-1);
});
