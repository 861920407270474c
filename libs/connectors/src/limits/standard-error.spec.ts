import { describe, expect, it } from 'vitest';
import { StandardError } from './standard-error.js';

describe('what a program complains of', () => {
  it('holds no part of a secret, where it is cut as little as where its lines are [upstream.program.stderr]', () => {
    const key = `-----BEGIN KEY-----\n${'k'.repeat(64)}\n-----END KEY-----`;
    for (const before of [0, 3_900, 3_990, 3_999, 4_000]) {
      const complaints = new StandardError(['hunter2-hunter2', key, 'hunter2-hunter2-longer']);
      complaints.take(Buffer.from(`${'.'.repeat(before)}hunter2-`));
      complaints.take(Buffer.from(`hunter2-longer ${'k'.repeat(64)} ${key} ${'x'.repeat(9_000)}`));
      expect(complaints.told()).not.toMatch(/hunt|kkkk|longer/);
      expect(complaints.told().length).toBeLessThan(4_100);
    }
  });
});
