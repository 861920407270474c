import { describe, expect, it } from 'vitest';
import { agentClaims, readClaims } from './token-claims.js';

const agentId = '01990000-0000-7000-8000-00000000000a';
const ownerId = '01990000-0000-7000-8000-00000000000b';
const good = {
  iss: 'http://surety/oauth',
  sub: agentId,
  client_id: agentId,
  scope: 'mcp:tools',
  aud: 'http://surety/mcp',
  exp: 1_800_000_300,
  jti: 'j1',
  ...agentClaims(ownerId, 4, 7),
};

describe('claims of an access token', () => {
  it('name the agent and carry the epochs of agent and owner [auth.token.epochs]', () => {
    expect(readClaims(good)).toEqual({
      agentId,
      personId: null,
      clientId: agentId,
      scope: 'mcp:tools',
      audience: 'http://surety/mcp',
      epochs: { subject: 4, owner: 7, agents: [4] },
      expiresAt: new Date(1_800_000_300_000),
      jti: 'j1',
    });
  });

  it.each([
    ['no iga', { iga: undefined }],
    ['no subject epoch', { iga: { ...good.iga, se: undefined } }],
    ['an owner epoch that is text', { iga: { ...good.iga, oe: '7' } }],
    ['an epoch that is no number', { iga: { ...good.iga, se: Number.NaN } }],
    ['an epoch beyond safe integers', { iga: { ...good.iga, se: 2 ** 60 } }],
    ['a broken epoch', { iga: { ...good.iga, oe: 6.5 } }],
    ['no agent epoch', { iga: { ...good.iga, ae: [] } }],
    ['more epochs than agents', { iga: { ...good.iga, ae: [4, 4] } }],
    ['agent epochs that are no list', { iga: { ...good.iga, ae: 4 } }],
    ['no owner', { iga: { ...good.iga, own: undefined } }],
    ['a subject that is no id', { sub: 'agent', client_id: 'agent' }],
    ['a client that is another agent', { client_id: ownerId }],
    ['another profile', { sub_profile: 'user' }],
    ['a chain of actors', { act: { sub: ownerId } }],
    ['a key binding', { cnf: { jkt: 'x' } }],
    ['no scope for tools', { scope: 'mcp:tools-not' }],
    ['several audiences', { aud: ['http://surety/mcp', 'http://other'] }],
    ['no id', { jti: '' }],
    ['no expiry', { exp: undefined }],
  ])('are refused with %s [auth.token.claim-shapes]', (_, change) => {
    expect(readClaims({ ...good, ...change })).toBeNull();
  });
});
