import { expect, it } from 'vitest';
import { newId } from './ids.js';
import { randomPart } from './random.js';

it('gives ids that are UUIDv7, no two alike, each later than the one before [kernel.id]', () => {
  const ids = Array.from({ length: 50_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const at = Number.parseInt((ids.at(-1) ?? '').replaceAll('-', '').slice(0, 12), 16);
  expect(Math.abs(Date.now() - at)).toBeLessThan(5_000);
  // only the last 42 bits are random in each of them
  expect(new Set(ids.slice(0, 2_000).map((id) => id.slice(-10))).size).toBe(2_000);
});

it('gives random bytes that nobody else has, and that stay as they are [kernel.id]', () => {
  const parts = Array.from({ length: 2_000 }, () => randomPart(12));
  const texts = parts.map((part) => part.toString('hex'));
  expect(new Set(texts).size).toBe(parts.length);
  for (let more = 0; more < 2_000; more++) randomPart(16);
  expect(parts.map((part) => part.toString('hex'))).toEqual(texts);
});
