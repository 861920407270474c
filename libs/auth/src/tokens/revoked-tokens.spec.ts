import { expect, it } from 'vitest';
import type { Tx } from '@app/database';
import { RevokedTokens } from './revoked-tokens.js';

it('a revoked token stays known as such while a call outlasts it, or a clock is behind [revocation.outlasted]', async () => {
  const row = { id: 'j1', revokedAt: new Date(0), expiresAt: new Date(300_000) };
  const tx = { find: () => Promise.resolve([row]), findBy: () => Promise.resolve([]) } as unknown as Tx;
  const revoked = new RevokedTokens();
  (await revoked.load(tx))();
  const of = (jti: string) => ({ jti, root: null, grant: null });
  expect([revoked.includes(of('j1')), revoked.includes(of('j2'))]).toEqual([true, false]);
});
