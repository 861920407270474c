import { expect, it } from 'vitest';
import { coversScope, hashOfToken, opensApi, parseApiToken, scopeOf, writtenToken } from './api-token.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const token = { id, secret: 'x'.repeat(43) };
const now = new Date('2026-06-01T09:00:00Z');
const kept = { tokenHash: hashOfToken(token), expiresAt: new Date(now.getTime() + 1), revokedAt: null, epoch: 3 };

it('a token is written and read again; anything else is none [auth.api-token.form]', () => {
  expect(parseApiToken(writtenToken(token))).toEqual(token);
  for (const text of ['', 'sat_', `scim_${id}_${token.secret}`, `sat_${id}_short`, `${writtenToken(token)}x`]) {
    expect(parseApiToken(text)).toBeNull();
  }
});

it('a token opens while secret, time, state and epoch fit, and not otherwise [auth.api-token.dies]', () => {
  expect(opensApi(token, kept, 3, now)).toBe(true);
  expect(opensApi({ ...token, secret: 'y'.repeat(43) }, kept, 3, now)).toBe(false);
  expect(opensApi(token, { ...kept, expiresAt: now }, 3, now)).toBe(false);
  expect(opensApi(token, { ...kept, revokedAt: now }, 3, now)).toBe(false);
  expect(opensApi(token, kept, 4, now)).toBe(false);
});

it.each([
  ['GET', '/api/v1/agents', 'agents:read'],
  ['HEAD', '/api/v1/agents/:id', 'agents:read'],
  ['POST', '/api/v1/agents/:id/kill', 'agents:write'],
  ['POST', '/api/v1/decisions/explain', 'decisions:read'],
  ['POST', '/api/v1/decisions/simulate', 'decisions:read'],
  ['POST', '/access/v1/evaluations', 'evaluations:read'],
  ['GET', '/api/v1/access/who', 'access:read'],
  ['GET', '/ledger/tile/*', 'ledger:read'],
  ['GET', '/ledgers/tile', null],
  ['GET', '/api/v1/roles', null],
  ['GET', '/api/v1/session', null],
  ['POST', '/api/v1/api-tokens', null],
  ['POST', '/api/v1/break-glass/:id/enable', null],
  ['GET', '/scim/v2/Me', null],
  ['GET', '/api/v1/agentsx', null],
])('%s %s needs %s [auth.api-token.scope]', (method, route, scope) => {
  expect(scopeOf(method, route)).toBe(scope);
});

it('who may write may read, and nothing else follows from anything [auth.api-token.scope]', () => {
  expect(coversScope(['agents:write'], 'agents:read')).toBe(true);
  expect(coversScope(['agents:read'], 'agents:write')).toBe(false);
  expect(coversScope(['agents:write'], 'people:read')).toBe(false);
  expect(coversScope([], 'agents:read')).toBe(false);
});
