import { describe, expect, it } from 'vitest';
import { hashOf, opens, parseSourceToken, sourceToken, written } from './source-token.js';

const id = '01990000-0000-7000-8000-00000000000a';
const token = sourceToken(id, Buffer.alloc(32, 0xfb));
const now = new Date('2026-06-01T00:00:00Z');
const kept = { tokenHash: hashOf(token), expiresAt: new Date('2026-06-02T00:00:00Z'), revokedAt: null };

describe('a source token', () => {
  it('survives being written and read, underscores in its secret included [directory.token]', () => {
    expect(written(token)).toMatch(/^scim_.{36}_.{43}$/);
    expect(parseSourceToken(written(sourceToken(id, Buffer.alloc(32, 0xff))))?.secret).toContain('_');
    expect(parseSourceToken(written(token))).toEqual(token);
  });

  it.each(['', 'scim_', `scim_${id}`, `scim_${id}_short`, `${written(token)}x`, written(token).replace('scim', 'pat')])(
    'is not made from %j [directory.token]',
    (text) => expect(parseSourceToken(text)).toBeNull(),
  );

  it.each([
    ['the right secret', token, kept, true],
    ['another secret', sourceToken(id, Buffer.alloc(32, 1)), kept, false],
    ['an expired token', token, { ...kept, expiresAt: now }, false],
    ['a revoked token', token, { ...kept, revokedAt: now }, false],
  ])('given %s [directory.token.dead]', (_, shown, row, expected) => expect(opens(shown, row, now)).toBe(expected));
});
