import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedDigest } from './keyed-digest.js';

it('a keyed digest is HMAC-SHA-256, of whatever text and in whatever order [gateway.digest]', () => {
  const long = fc.nat(12_000).map((length) => '€'.repeat(length));
  const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), long, fc.constant('\ud800')), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), texts, (bytes, all) => {
      const key = Buffer.from(bytes);
      const digest = new KeyedDigest(key);
      for (const text of all) expect(digest.of(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }),
  );
});
