import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
let pool = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes that are nobody else's, fetched from the system many at a time: asking for each few of them by themselves
 * costs more than most of what they are for.
 * @param bytes at most 8,192
 */
export function randomPart(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES)); // the former one belongs to whoever holds a part of it
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}
