import { describe, expect, it } from 'vitest';
import { type TokenFacts, chainClaims, readClaims, subjectOf } from './token-claims.js';

const iss = 'http://surety/oauth';
const id = (n: number): string => `01990000-0000-7000-8000-00000000000${n}`;
const [a, b, c, ada, bob, dlg] = [id(1), id(2), id(3), id(4), id(5), id(6)];
const owner = { id: ada, epoch: 7 };
const alone: TokenFacts = { person: null, agents: [{ id: a, epoch: 4 }], owner, delegations: [] };
const delegated: TokenFacts = {
  person: { id: bob, epoch: 9 },
  agents: [
    { id: b, epoch: 5 },
    { id: a, epoch: 4 },
  ],
  owner,
  delegations: [dlg],
  workload: { iss: 'https://cluster', sub: 'system:serviceaccount:x' },
  root: 'j0',
};
const tokenOf = (facts: TokenFacts, over: object = {}) => ({
  iss,
  sub: subjectOf(facts),
  client_id: 'https://client.example/metadata',
  scope: 'mcp:tools',
  aud: 'http://surety/mcp',
  exp: 1_800_000_300,
  jti: 'j1',
  ...chainClaims(iss, facts),
  ...over,
});
const actor = (sub: string, act?: object) => ({ sub, iss, sub_profile: 'ai_agent', ...(act && { act }) });

describe('claims of an access token', () => {
  it('name the agent and carry the epochs of agent and owner [auth.token.epochs]', () => {
    expect(readClaims(tokenOf(alone))).toEqual({
      agentId: a,
      personId: null,
      chain: [a],
      delegations: [],
      clientId: 'https://client.example/metadata',
      scope: 'mcp:tools',
      audience: 'http://surety/mcp',
      epochs: { subject: 4, owner: 7, agents: [4] },
      confirmation: null,
      workload: null,
      signIn: null,
      root: null,
      grant: null,
      expiresAt: new Date(1_800_000_300_000),
      jti: 'j1',
    });
  });

  it('tell how the person signed in, and of an agent alone nothing [token.sign-in]', () => {
    const signIn = { acr: 'urn:mfa', amr: ['otp'], at: new Date(1_800_000_000_000) };
    const claims = tokenOf({ ...delegated, signIn });
    expect(claims).toMatchObject({ auth_time: 1_800_000_000, acr: 'urn:mfa', amr: ['otp'] });
    expect(readClaims(claims)?.signIn).toEqual(signIn);
    expect(tokenOf({ ...alone, signIn })).not.toHaveProperty('auth_time');
    expect(readClaims(tokenOf(alone, { auth_time: 1, acr: 'urn:mfa' }))?.signIn).toBeNull();
    expect(readClaims(tokenOf(delegated, { acr: 'urn:mfa' }))?.signIn).toBeNull(); // nobody says when
    for (const forged of [{ auth_time: '1' }, { auth_time: -1 }, { acr: 7 }, { amr: 'otp' }, { amr: [1] }]) {
      expect(readClaims(tokenOf(delegated, { auth_time: 1, ...forged }))).toBeNull();
    }
  });

  it('name everybody who stands behind the agent that calls, the caller outermost [auth.token.chain]', () => {
    expect(tokenOf(delegated)).toMatchObject({ sub: bob, sub_profile: 'user', act: actor(b, actor(a)) });
    expect(readClaims(tokenOf(delegated, { cnf: { jkt: 'k' } }))).toMatchObject({
      agentId: b,
      personId: bob,
      chain: [b, a],
      delegations: [dlg],
      epochs: { subject: 9, owner: 7, agents: [5, 4] },
      confirmation: { jkt: 'k' },
      workload: delegated.workload,
      root: 'j0',
    });
    // an agent at the root is the subject, and no actor of itself
    const handed: TokenFacts = { ...delegated, person: null };
    expect(tokenOf(handed)).toMatchObject({ sub: a, sub_profile: 'ai_agent', act: actor(b) });
    expect(tokenOf(handed)['act']).not.toHaveProperty('act');
    expect(readClaims(tokenOf(handed))).toMatchObject({ agentId: b, personId: null, chain: [b, a] });
  });

  it('may lack the scope for tools, which is another refusal than a bad token [auth.token.scope]', () => {
    expect(readClaims(tokenOf(alone, { scope: 'openid' }))?.scope).toBe('openid');
  });

  const good = tokenOf(delegated);
  const iga = good.iga;
  it.each<[string, object]>([
    ['no iga', { iga: undefined }],
    ['no subject epoch', { iga: { ...iga, se: undefined } }],
    ['an owner epoch that is text', { iga: { ...iga, oe: '7' } }],
    ['an epoch that is no number', { iga: { ...iga, se: Number.NaN } }],
    ['an epoch beyond safe integers', { iga: { ...iga, se: 2 ** 60 } }],
    ['a broken epoch', { iga: { ...iga, oe: 6.5 } }],
    ['no agent epoch', { iga: { ...iga, ae: [] } }],
    ['fewer epochs than agents', { iga: { ...iga, ae: [5] } }],
    ['more epochs than agents', { iga: { ...iga, ae: [5, 4, 3] } }],
    ['agent epochs that are no list', { iga: { ...iga, ae: 4 } }],
    ['no owner', { iga: { ...iga, own: undefined } }],
    ['a delegation that is no id', { iga: { ...iga, dlg: ['x'] } }],
    ['a workload without subject', { iga: { ...iga, wl: { iss: 'https://x' } } }],
    ['a root that is no text', { iga: { ...iga, root: 7 } }],
    ['a subject that is no id', { sub: 'agent' }],
    ['no client', { client_id: '' }],
    ['another profile', { sub_profile: 'service' }],
    ['a person and no actor', { act: undefined }],
    ['an actor of another issuer', { act: { ...actor(b, actor(a)), iss: 'https://other' } }],
    ['an inner actor of another issuer', { act: actor(b, { ...actor(a), iss: 'https://other' }) }],
    ['an actor without profile', { act: { sub: b, iss, act: actor(a) } }],
    ['a person as actor', { act: { ...actor(b, actor(a)), sub_profile: 'user' } }],
    ['a key within an actor', { act: actor(b, { ...actor(a), cnf: { jkt: 'x' } }) }],
    ['an agent twice', { act: actor(b, actor(b)) }],
    ['a key binding of two kinds', { cnf: { jkt: 'x', 'x5t#S256': 'y' } }],
    ['an unknown key binding', { cnf: { jwk: {} } }],
    ['no scope', { scope: undefined }],
    ['several audiences', { aud: ['http://surety/mcp', 'http://other'] }],
    ['no id', { jti: '' }],
    ['no expiry', { exp: undefined }],
  ])('are refused with %s [auth.token.claim-shapes]', (_, change) => {
    expect(readClaims({ ...good, ...change })).toBeNull();
  });

  it('hold four agents and are refused with five, never cut [auth.token.chain]', () => {
    const agents = [a, b, c, id(7), id(8)].map((one) => ({ id: one, epoch: 1 }));
    const of = (n: number) => tokenOf({ ...delegated, agents: agents.slice(0, n) });
    expect(readClaims(of(4))?.chain).toHaveLength(4);
    expect(readClaims(of(5))).toBeNull();
    expect(readClaims(tokenOf({ ...delegated, person: null, agents }))).toBeNull();
  });
});
