import { setTimeout as pause } from 'node:timers/promises';
import { type JWK, SignJWT, calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentBindings, AgentCredentials, type AgentRow, Agents, Delegations, TrustedIssuers } from '@app/agents';
import { AccessTokens } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { newId } from '@app/kernel';
import { SigningKeys } from '@app/auth';
import { type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';
import { seconds, startIssuer } from '../support/issuers.js';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
type Person = Awaited<ReturnType<ConnectingHouse['person']>>;
type Keyed = { id: string; key: JWK };

let house: ConnectingHouse;
let ada: Person;
let bob: Person;
let clientId: string;
beforeAll(async () => {
  house = await openConnectingHouse();
  [ada, bob] = [await house.person(), await house.person()];
  clientId = (await house.client()).id;
});
afterAll(() => house.close());

const start = Date.now();
const inDays = (days: number) => new Date(start + days * 86_400_000);
/** An agent with a key that may use the tool, owned by Bob unless said otherwise. */
async function keyed(over: Partial<AgentRow> = {}): Promise<Keyed> {
  const { app, operator } = house;
  const term = { expiresAt: inDays(90), nextReviewAt: inDays(90) };
  const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'test', deputyId: null } as const;
  const { id } = await app.get(Agents).register(operator, { ...facts, ownerId: bob.personId, ...term, ...over });
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  await app.get(Agents).bindKey(operator, id, await exportJWK(publicKey), inDays(30));
  await app.get(Agents).activate(operator, id);
  await house.grants().give(operator, { agentId: id, toolId: house.add.id, effect: 'allow', condition: null });
  return { id, key: await exportJWK(privateKey) };
}
const proof = async ({ id, key }: Keyed) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await new SignJWT({ iss: id, sub: id, aud: `${house.url}/oauth`, jti: newId() })
    .setIssuedAt()
    .setExpirationTime('1m')
    .setProtectedHeader({ alg: 'ES256' })
    .sign(key),
});
type Said = { status: number; access_token: string; error?: string; error_description?: string; expires_in: number };
const exchange = async (agent: Keyed, subject_token: string, more: Record<string, string> = {}): Promise<Said> =>
  (await house.token({
    grant_type: EXCHANGE,
    subject_token,
    subject_token_type: ACCESS_TOKEN,
    ...(await proof(agent)),
    ...more,
  })) as unknown as Said;
const give = (fromAgentId: string, agentId: string, validTo = inDays(1)) =>
  house.app.get(Delegations).give(house.operator, { fromAgentId, agentId, scope: 'mcp:tools', validTo });
const ofAda = async (): Promise<{ token: string; agentId: string }> => {
  const { access_token: token } = await house.tokens(ada.browser, clientId);
  return { token, agentId: (await house.app.get(AccessTokens).verify(token)).agentId };
};
const refusal = ({ status, error, error_description: why }: Said) => ({ status, error, why });
/** A token that we might have issued: signed by our own key, with other claims. */
const resigned = async (token: string, over: (claims: Record<string, unknown>) => Record<string, unknown>) => {
  const [key] = await house.app.get(SigningKeys, { strict: false }).ring();
  return new SignJWT(over({ ...decodeJwt(token) }))
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key!.kid! })
    .sign(key!);
};

describe('token exchange', () => {
  it('leads from a person over agent A to agent B and to the tool, and names all of them [exchange.chain]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    const { id: delegationId } = await give(a, b.id);
    const said = await exchange(b, token);
    expect(said).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      scope: 'mcp:tools',
      issued_token_type: ACCESS_TOKEN,
    });
    const iss = `${house.url}/oauth`;
    const claims = decodeJwt(said.access_token);
    const subject = decodeJwt(token);
    expect(claims).toMatchObject({
      sub: ada.personId,
      sub_profile: 'user',
      client_id: b.id,
      act: { sub: b.id, iss, sub_profile: 'ai_agent', act: { sub: a, iss, sub_profile: 'ai_agent' } },
      iga: { own: bob.personId, root: subject.jti },
    });
    expect(claims.exp).toBeLessThanOrEqual(subject.exp!);
    expect((claims['iga'] as { dlg: string[] }).dlg).toContain(delegationId);
    expect((claims['iga'] as { dlg: string[] }).dlg).toHaveLength(2);
    const verified = await house.app.get(AccessTokens).verify(said.access_token);
    expect(verified).toMatchObject({ agentId: b.id, personId: ada.personId, chain: [b.id, a] });
    const called = await house.call(said.access_token);
    expect([called.status, called.text]).toEqual([200, expect.stringContaining('42')]);
  });

  it('goes on to sub-agents without a delegation, to four agents, and no further [exchange.depth]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const c = await keyed({ parentId: b.id });
    const d = await keyed({ parentId: c.id });
    const e = await keyed({ parentId: d.id });
    const ofB = (await exchange(b, token)).access_token;
    const ofC = (await exchange(c, ofB)).access_token;
    const ofD = await exchange(d, ofC);
    expect(await house.app.get(AccessTokens).verify(ofD.access_token)).toMatchObject({
      chain: [d.id, c.id, b.id, a],
      root: decodeJwt(token).jti,
    });
    expect(refusal(await exchange(e, ofD.access_token))).toEqual({
      status: 400,
      error: 'invalid_request',
      why: 'a chain has at most 4 agents',
    });
    expect(refusal(await exchange(b, ofC))).toMatchObject({ status: 400, why: 'the agent is in the chain already' });
  });

  it('starts at an agent that acts for its owner, too [exchange.autonomous]', async () => {
    const [a, b] = [await keyed(), await keyed()];
    await give(a.id, b.id);
    const { access_token: own } = await house.token({ grant_type: 'client_credentials', ...(await proof(a)) });
    const { access_token: token } = await exchange(b, own);
    expect(decodeJwt(token)).toMatchObject({ sub: a.id, sub_profile: 'ai_agent', act: { sub: b.id } });
    expect(await house.app.get(AccessTokens).verify(token)).toMatchObject({ personId: null, chain: [b.id, a.id] });
    expect((await house.call(token)).status).toBe(200);
  });

  it('refuses a subject token that was revoked, and what was made of it [exchange.revoked]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const before = await exchange(b, token);
    const body = new URLSearchParams({ token, client_id: clientId });
    expect((await fetch(`${house.url}/oauth/token/revocation`, { method: 'POST', body })).status).toBe(200);
    expect(await exchange(b, token)).toMatchObject({ status: 400, error: 'invalid_request' });
    const c = await keyed({ parentId: b.id });
    expect(await exchange(c, before.access_token)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('is refused without a live link: none, expired, revoked, the wrong way round [exchange.link]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    const missing = { status: 400, error: 'invalid_request', why: expect.stringContaining('let the next agent act') };
    expect(refusal(await exchange(b, token))).toEqual(missing);
    const { id } = await give(b.id, a);
    expect(refusal(await exchange(b, token))).toEqual(missing);
    await house.app.get(Delegations).revoke(house.operator, id, 'test');
    await give(a, b.id, new Date(Date.now() + 400));
    expect(await exchange(b, token)).toMatchObject({ status: 200 });
    await pause(450);
    expect(refusal(await exchange(b, token))).toEqual(missing);
    const given = await give(a, b.id);
    const before = await exchange(b, token);
    expect(before.status).toBe(200);
    await house.app.get(Delegations).revoke(house.operator, given.id, 'test');
    expect(refusal(await exchange(b, token))).toEqual(missing);
    // what was issued before is turned away as well
    expect((await house.call(before.access_token)).text).not.toContain('42');
  });

  it('is refused once the person took back what the subject token rests on, even if it was given anew [exchange.consent-ended]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const [consent] = await house.app.get(Delegations).givenBy(house.operator, ada.personId);
    await house.app.get(Delegations).revoke(house.operator, consent!.id, 'test');
    expect(await exchange(b, token)).toMatchObject({ status: 400, error: 'invalid_request' });
    const { token: renewed } = await ofAda();
    expect(await exchange(b, token)).toMatchObject({ status: 400, error: 'invalid_request' });
    expect(await exchange(b, renewed)).toMatchObject({ status: 200 });
  });

  it('rests on nothing that was ended, though the clock of whoever ended it is ahead of the gateway [delegation.ended]', async () => {
    const { token, agentId } = await ofAda();
    expect((await house.call(token)).text).toContain('42');
    const ends = (time: string) =>
      house.app.get(Db).write(house.operator, async (tx) => {
        await tx.query(`UPDATE delegation SET valid_to = ${time}, ended_because = 'test' WHERE agent_id = $1`, [
          agentId,
        ]);
        tx.record({ action: 'test.ended', subject: agentId });
        await house.app.get(Fence, { strict: false }).touch(tx, [agentId]);
      });
    await ends(`now() + interval '1 minute'`);
    expect((await house.call(token)).text).not.toContain('42');
    // explained is by what the rows say, so the clock is put right before the house is asked for it
    await ends(`valid_to - interval '1 minute'`);
  });

  it('gives no more scope, no other resource and no longer life [exchange.narrowing]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    expect(await exchange(b, token, { scope: 'mcp:tools admin' })).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    });
    for (const resource of ['https://elsewhere.example/mcp', `${house.url}/api`, `${house.url}/mcp/../api`]) {
      expect(await exchange(b, token, { resource })).toMatchObject({ status: 400, error: 'invalid_target' });
    }
    const narrow = (await exchange(b, token, { resource: `${house.url}/mcp/math` })).access_token;
    expect(decodeJwt(narrow).aud).toBe(`${house.url}/mcp/math`);
    const c = await keyed({ parentId: b.id });
    expect(await exchange(c, narrow, { resource: `${house.url}/mcp` })).toMatchObject({ error: 'invalid_target' });
    const soon = await resigned(token, (claims) => ({ ...claims, exp: seconds() + 20 }));
    expect((await exchange(b, soon)).expires_in).toBeLessThanOrEqual(20);
  });

  it.each([
    ['of another kind', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['for another kind', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['without the subject token', { subject_token: '' }],
    ['with a subject token of nobody', { subject_token: 'no.token.here' }],
    ['for another actor than the client', { actor_token: 'x', actor_token_type: ACCESS_TOKEN }],
  ])('is refused %s [exchange.form]', async (_, more) => {
    const { token } = await ofAda();
    const b = await keyed();
    expect(await exchange(b, token, more)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('is for the resource that is named, and for no audience beside it [exchange.audience]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    for (const audience of ['https://elsewhere.example', `${house.url}/mcp`]) {
      const said = await exchange(b, token, { audience, resource: `${house.url}/mcp` });
      expect(refusal(said)).toMatchObject({ status: 400, error: 'invalid_target' });
    }
  });

  it('is refused when the key of the actor is withdrawn between proof and token [exchange.race]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const tokens = house.app.get(AccessTokens);
    const verify = tokens.verify.bind(tokens);
    const late = vi.spyOn(tokens, 'verify').mockImplementationOnce(async (bearer) => {
      const keys = house.app.get(AgentCredentials, { strict: false });
      const [key] = await house.sql<{ id: string }>('SELECT id FROM agent_credential WHERE agent_id = $1', [b.id]);
      await keys.withdraw(house.operator, b.id, key!.id, 'stolen');
      return verify(bearer);
    });
    const said = await exchange(b, token);
    expect(late).toHaveBeenCalledOnce();
    late.mockRestore();
    expect([said.status, said.error, said.access_token]).toEqual([401, 'invalid_client', undefined]);
  });

  it('gives nothing to a part whose whole has come to its end, before any timer says so [exchange.term]', async () => {
    const whole = await keyed();
    const part = await keyed({ parentId: whole.id });
    const own = async () => house.token({ grant_type: 'client_credentials', ...(await proof(part)) });
    expect(await own()).toMatchObject({ status: 200 });
    await house.app.get(Db).write(house.operator, async (tx) => {
      await tx.query(`UPDATE agent SET expires_at = now() - interval '1 second' WHERE id = $1`, [whole.id]);
      tx.record({ action: 'test.expired', subject: whole.id });
    });
    expect(await own()).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  it('believes no token that was altered, is too old, or names another actor [exchange.subject]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const without = { ...claims, act: undefined, sub: a, sub_profile: 'ai_agent' };
    const dropped = [head, Buffer.from(JSON.stringify(without)).toString('base64url'), signature].join('.');
    const refused = { status: 400, error: 'invalid_request' };
    expect(await exchange(b, dropped)).toMatchObject(refused);
    const iss = `${house.url}/oauth`;
    const rewritten = (inner: object) => resigned(token, (all) => ({ ...all, act: inner }));
    const actor = { sub: b.id, iss, sub_profile: 'ai_agent' };
    // even under our own signature: the epochs no longer fit the chain, or somebody else's hop is in it
    expect(await exchange(b, await rewritten({ ...actor, act: { ...actor, sub: a } }))).toMatchObject(refused);
    expect(await exchange(b, await rewritten({ ...actor, sub: a, iss: 'https://elsewhere.example' }))).toMatchObject(
      refused,
    );
    expect(await exchange(b, await resigned(token, (all) => ({ ...all, exp: seconds() - 1 })))).toMatchObject(refused);
    const aimed = (may_act: unknown) => resigned(token, (all) => ({ ...all, may_act }));
    expect(await exchange(b, await aimed({ sub: newId() }))).toMatchObject(refused);
    expect(await exchange(b, await aimed({ sub: b.id, iss: 'https://elsewhere.example' }))).toMatchObject(refused);
    expect(await exchange(b, await aimed(b.id))).toMatchObject(refused);
    expect(await exchange(b, await aimed({ sub: b.id }))).toMatchObject({ status: 200 });
  });

  it('takes a bound token from nobody who does not prove its key [exchange.bound]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const { publicKey } = await generateKeyPair('ES256');
    const jkt = await calculateJwkThumbprint(await exportJWK(publicKey));
    for (const cnf of [{ jkt }, { 'x5t#S256': jkt }]) {
      const said = refusal(await exchange(b, await resigned(token, (all) => ({ ...all, cnf }))));
      expect(said).toEqual({ status: 400, error: 'invalid_request', why: expect.stringContaining('bound to a key') });
    }
  });

  it('binds what it gives to the key of a DPoP proof, and takes a bound token with that very key [exchange.dpop]', async () => {
    const { token, agentId: a } = await ofAda();
    const b = await keyed();
    await give(a, b.id);
    const holder = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(holder.publicKey);
    const jkt = await calculateJwkThumbprint(jwk);
    const dpop = (nonce?: string) =>
      new SignJWT({ htm: 'POST', htu: `${house.url}/oauth/token`, jti: newId(), ...(nonce && { nonce }) })
        .setIssuedAt()
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(holder.privateKey);
    const send = async (agent: Keyed, subject_token: string, proofJwt: string) => {
      const form = { grant_type: EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN, ...(await proof(agent)) };
      const init = { method: 'POST', headers: { dpop: proofJwt }, body: new URLSearchParams(form) };
      const answer = await fetch(`${house.url}/oauth/token`, init);
      return { ...((await answer.json()) as Said & { token_type: string }), nonce: answer.headers.get('dpop-nonce') };
    };
    const asked = await send(b, token, await dpop());
    const said = asked.error === 'use_dpop_nonce' ? await send(b, token, await dpop(asked.nonce!)) : asked;
    expect(said).toMatchObject({ token_type: 'DPoP' });
    expect(decodeJwt(said.access_token)['cnf']).toEqual({ jkt });
    const nonce = said.nonce ?? asked.nonce ?? undefined;
    const c = await keyed({ parentId: b.id });
    expect(refusal(await exchange(c, said.access_token))).toMatchObject({
      why: expect.stringContaining('bound to a key'),
    });
    const used = await dpop(nonce);
    const onwards = await send(c, said.access_token, used);
    expect(decodeJwt(onwards.access_token)).toMatchObject({ cnf: { jkt }, act: { sub: c.id, act: { sub: b.id } } });
    const replayed = await send(c, said.access_token, used);
    expect(replayed.access_token).toBeUndefined();
    expect(replayed.error).toMatch(/invalid_grant|invalid_dpop_proof/);
  });

  it('is refused to clients that are no agents, and without a key [exchange.client]', async () => {
    const { token } = await ofAda();
    const more = { subject_token: token, subject_token_type: ACCESS_TOKEN };
    const asClient = await house.token({ grant_type: EXCHANGE, client_id: clientId, ...more });
    expect(asClient.status).toBe(400);
    const b = await keyed();
    expect((await house.token({ grant_type: EXCHANGE, client_id: b.id, ...more })).status).toBe(401);
  });

  it('takes the token of a workload as actor_token from an agent without a key [exchange.workload]', async () => {
    const { app, operator } = house;
    const { token, agentId: a } = await ofAda();
    const foreign = await startIssuer();
    const keys = { jwks: foreign.jwks() };
    const wanted = { name: 'ci', kind: 'oidc', issuer: 'https://ci.example', keys, maxAgeSeconds: 300 } as const;
    const trusted = await app.get(TrustedIssuers).trust(operator, wanted);
    const term = { expiresAt: inDays(90), nextReviewAt: inDays(90) };
    const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'test', deputyId: null } as const;
    const { id } = await app.get(Agents).register(operator, { ...facts, ownerId: bob.personId, ...term });
    await app.get(AgentBindings).bind(operator, id, trusted.id, { subject: 'job', claims: [] });
    await app.get(Agents).activate(operator, id);
    await give(a, id);
    const job = () => foreign.sign({ iss: 'https://ci.example', sub: 'job', aud: `${house.url}/oauth`, jti: newId() });
    const ask = (more: Record<string, string>) =>
      house.token({
        grant_type: EXCHANGE,
        client_id: id,
        subject_token: token,
        subject_token_type: ACCESS_TOKEN,
        ...more,
      });
    const type = 'urn:ietf:params:oauth:token-type:jwt';
    const proven = await job();
    const said = await ask({ actor_token: proven, actor_token_type: type });
    expect(said).toMatchObject({ status: 200 });
    expect(await app.get(AccessTokens).verify(said.access_token)).toMatchObject({ chain: [id, a] });
    expect(await ask({ actor_token: proven, actor_token_type: type })).toMatchObject({ error: 'invalid_grant' });
    expect(await ask({})).toMatchObject({ status: 400, error: 'invalid_request' });
    await foreign.stop();
  });
});

describe('after somebody in the chain was restricted', () => {
  const restrict = (id: string, status: 'suspended' | 'active') =>
    house.app.get(Db).write(house.operator, async (tx) => {
      tx.record({ action: 'test.standing', subject: id });
      await (status === 'active'
        ? house.app.get(Fence).restore(tx, [id])
        : house.app.get(Fence).restrict(tx, [id], status));
    });

  it.each(['person', 'agent', 'owner', 'actor'] as const)(
    'an exchange is refused, and stays so after their return: %s [exchange.offboarded]',
    async (who) => {
      const carol = await house.person();
      const { access_token: token } = await house.tokens(carol.browser, clientId);
      const { agentId: a } = await house.app.get(AccessTokens).verify(token);
      const owner = await house.person();
      const middle = await keyed({ ownerId: owner.personId });
      await give(a, middle.id);
      const b = await keyed();
      await give(middle.id, b.id);
      const ofMiddle = (await exchange(middle, token)).access_token;
      expect((await exchange(b, ofMiddle)).status).toBe(200);
      const id = { person: carol.personId, agent: a, owner: owner.personId, actor: b.id }[who];
      await restrict(id, 'suspended');
      const refused = await exchange(b, ofMiddle);
      expect(refused.status).toBe(who === 'actor' ? 401 : 400);
      await restrict(id, 'active');
      const later = await exchange(b, ofMiddle);
      expect(later.status).toBe(who === 'actor' ? 200 : 400); // the actor's own token would be dead; the chain's is not
    },
  );
});
