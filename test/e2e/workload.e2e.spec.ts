import { createHmac } from 'node:crypto';
import { UnsecuredJWT, base64url, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentBindings, Agents, type IssuerKind, type Matchers, TrustedIssuers } from '@app/agents';
import { AccessTokens } from '@app/auth';
import { newId } from '@app/kernel';
import { type AuthHouse, openAuthHouse, operator } from '../support/auth-house.js';
import { type Issuer, seconds, startIssuer } from '../support/issuers.js';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
let house: AuthHouse;
let owner: string;
const issuers: Issuer[] = [];
const started = async (...how: Parameters<typeof startIssuer>) => {
  const issuer = await startIssuer(...how);
  issuers.push(issuer);
  return issuer;
};
beforeAll(async () => {
  house = await openAuthHouse();
  owner = await house.person();
});
afterAll(async () => {
  await house.close();
  await Promise.all(issuers.map((issuer) => issuer.stop()));
});

type Trust = { kind: IssuerKind; issuer: string; pinned?: boolean; maxAgeSeconds?: number };
const trust = (foreign: Issuer, { kind, issuer, pinned = false, maxAgeSeconds = 600 }: Trust) =>
  house.app.get(TrustedIssuers).trust(operator, {
    name: `issuer-${newId()}`,
    kind,
    issuer,
    keys: pinned ? { jwks: foreign.jwks() } : { jwksUri: foreign.jwksUri },
    maxAgeSeconds,
  });
const bind = (agentId: string, issuerId: string, matchers: Partial<Matchers>) =>
  house.app.get(AgentBindings).bind(operator, agentId, issuerId, { subject: null, claims: [], ...matchers });
/** An agent without a key that runs because a workload is bound to it. */
async function boundAgent(issuerId: string, matchers: Partial<Matchers>): Promise<string> {
  const { id } = await house.agent(owner);
  await bind(id, issuerId, matchers);
  await house.app.get(Agents).activate(operator, id);
  return id;
}
const ask = (client_id: string, assertion: string, more: Record<string, string> = {}) =>
  house.ask({ grant_type: JWT_BEARER, client_id, assertion, ...more });
const claim = (pointer: string, equals: string | number | boolean) => ({ pointer, equals });

const pod = (uid: string) => ({
  'kubernetes.io': {
    namespace: 'payments',
    pod: { name: 'bot-7d9', uid: newId() },
    serviceaccount: { name: 'bot', uid },
  },
  sub: 'system:serviceaccount:payments:bot',
});

describe('a workload gets a token of its agent', () => {
  it('as a Kubernetes service account, by its uid [workload.kubernetes]', async () => {
    const cluster = await started();
    const trusted = await trust(cluster, {
      kind: 'kubernetes',
      issuer: 'https://kubernetes.default.svc',
      pinned: true,
    });
    const uid = newId();
    const id = await boundAgent(trusted.id, {
      claims: [claim('/kubernetes.io/serviceaccount/uid', uid), claim('/kubernetes.io/namespace', 'payments')],
    });
    const sign = (claims: object) =>
      cluster.sign({ iss: 'https://kubernetes.default.svc', aud: [house.issuer], jti: newId(), ...claims });
    const { status, body } = await ask(id, await sign(pod(uid)));
    expect([status, body.error_description]).toEqual([200, undefined]);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'mcp:tools' });
    expect(decodeJwt(body.access_token!)).toMatchObject({
      sub: id,
      client_id: id,
      sub_profile: 'ai_agent',
      iga: { own: owner, wl: { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:payments:bot' } },
    });
    const verified = await house.app.get(AccessTokens).verify(body.access_token);
    expect(verified).toMatchObject({ agentId: id, workload: { sub: 'system:serviceaccount:payments:bot' } });
    expect(cluster.state.reads).toBe(0); // its keys were entered: nothing was fetched

    const reborn = await ask(id, await sign(pod(newId()))); // a new account of the same name
    expect(reborn).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('as a GitHub Actions workflow, by ids and environment [workload.github]', async () => {
    const github = await started();
    const issuer = 'https://token.actions.githubusercontent.com';
    const trusted = await trust(github, { kind: 'github_actions', issuer });
    const id = await boundAgent(trusted.id, {
      claims: [claim('/repository_id', '74'), claim('/repository_owner_id', '65'), claim('/environment', 'production')],
    });
    const run = { repository: 'octo/bot', repository_id: '74', repository_owner_id: '65', environment: 'production' };
    const sign = (over: object) =>
      github.sign(
        { iss: issuer, sub: 'repo:octo/bot:environment:production', aud: house.issuer, ...run, ...over },
        { typ: 'JWT' },
      );
    expect(await ask(id, await sign({}))).toMatchObject({ status: 200 });
    for (const over of [
      { repository_id: '75' },
      { repository_id: 74 },
      { environment: 'staging' },
      { environment: undefined },
    ]) {
      expect(await ask(id, await sign(over))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
  });

  it('as a SPIFFE workload, whose SVID says neither iss nor jti and whose keys say jwt-svid [workload.spiffe]', async () => {
    const spire = await started('ES256', 'jwt-svid');
    const trusted = await trust(spire, { kind: 'spiffe', issuer: 'spiffe://example.org' });
    const id = await boundAgent(trusted.id, { subject: 'spiffe://example.org/ns/payments/bot' });
    const svid = await spire.sign({ sub: 'spiffe://example.org/ns/payments/bot', aud: [house.issuer] });
    expect(await ask(id, svid)).toMatchObject({ status: 200 });
    expect(await ask(id, svid)).toMatchObject({ body: { error_description: 'the assertion was used before' } });
    const foreign = await spire.sign({ sub: 'spiffe://example.org.evil/ns/payments/bot', aud: [house.issuer] });
    expect(await ask(id, foreign)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await expect(bind(id, trusted.id, { subject: 'spiffe://elsewhere.org/bot' })).rejects.toMatchObject({
      code: 'agent-binding.loose',
    });
  });

  it('as a Google service account, by its numeric id [workload.gcp]', async () => {
    const google = await started();
    const trusted = await trust(google, { kind: 'gcp', issuer: 'https://accounts.google.com', maxAgeSeconds: 3600 });
    const id = await boundAgent(trusted.id, { subject: '113774264463038321964' });
    const sign = (over: object) =>
      google.sign({
        iss: 'https://accounts.google.com',
        azp: '113774264463038321964',
        sub: '113774264463038321964',
        aud: house.issuer,
        email: 'bot@project.iam.gserviceaccount.com',
        iat: seconds() - 1800,
        exp: seconds() + 1800,
        ...over,
      });
    expect(await ask(id, await sign({}))).toMatchObject({ status: 200 });
    expect(await ask(id, await sign({ sub: '999' }))).toMatchObject({ status: 400 });
    await expect(bind(id, trusted.id, { subject: 'bot@project.iam.gserviceaccount.com' })).rejects.toMatchObject({
      code: 'agent-binding.loose',
    });
  });

  it('as an AWS role, by its ARN and account [workload.aws]', async () => {
    const aws = await started('ES384');
    const issuer = 'https://0a1b2c.tokens.sts.global.api.aws';
    const trusted = await trust(aws, { kind: 'aws', issuer });
    const id = await boundAgent(trusted.id, {
      subject: 'arn:aws:iam::123456789012:role/bot',
      claims: [claim('/https:~1~1sts.amazonaws.com~1/aws_account', '123456789012')],
    });
    const sign = (account: string) =>
      aws.sign({
        iss: issuer,
        sub: 'arn:aws:iam::123456789012:role/bot',
        aud: house.issuer,
        jti: newId(),
        'https://sts.amazonaws.com/': { aws_account: account, principal_id: 'arn:aws:iam::123456789012:role/bot' },
      });
    expect(await ask(id, await sign('123456789012'))).toMatchObject({ status: 200 });
    expect(await ask(id, await sign('999999999999'))).toMatchObject({ status: 400 });
  });
});

describe('a workload is refused', () => {
  const issuer = 'https://issuer.example';
  let foreign: Issuer;
  let id: string;
  let good: Record<string, unknown>;
  beforeAll(async () => {
    foreign = await started();
    const trusted = await trust(foreign, { kind: 'oidc', issuer });
    id = await boundAgent(trusted.id, { subject: 'bot' });
    good = { iss: issuer, sub: 'bot', aud: house.issuer };
  });
  const fresh = () => ({ ...good, jti: newId() });
  /** What is said of an assertion that is refused as it should be. */
  const refusal = async (assertion: string, clientId = id): Promise<string> => {
    const { status, body } = await ask(clientId, assertion);
    return status === 400 && body.error === 'invalid_grant' ? body.error_description! : JSON.stringify(body);
  };

  it.each([
    ['for another audience', { aud: 'https://elsewhere.example' }, /claim aud/],
    ['of an issuer nobody trusts', { iss: 'https://unknown.example' }, /not trusted/],
    ['that has expired', { exp: seconds() - 60 }, /expired/],
    ['that is too old', { iat: seconds() - 700, exp: seconds() + 100 }, /too old/],
    ['of the future', { iat: seconds() + 120 }, /claim iat/],
    ['not valid yet', { nbf: seconds() + 120 }, /claim nbf/],
    ['without exp', { exp: undefined }, /claim exp/],
    ['without iat', { iat: undefined }, /claim iat/],
    ['without sub', { sub: undefined }, /claim sub/],
    ['that is bound to nobody', { sub: 'somebody-else' }, /bound to no agent/],
  ])('%s [workload.refused]', async (_, over, why) => {
    expect(await refusal(await foreign.sign({ ...fresh(), ...over }))).toMatch(why);
  });

  it('for us and others [workload.refused]', async () => {
    const aud = [house.issuer, 'https://elsewhere.example'];
    expect(await refusal(await foreign.sign({ ...fresh(), aud }))).toMatch(/for others, too/);
  });

  it('when it is signed otherwise: none, HS256 with the public key, a key of nobody, another kind of JWT [workload.signature]', async () => {
    expect(await refusal(new UnsecuredJWT({ ...fresh(), iat: seconds(), exp: seconds() + 60 }).encode())).toMatch(
      /algorithm|cannot be verified/,
    );
    const { jwk } = foreign.state.keys[0]!;
    const part = (value: unknown) => base64url.encode(JSON.stringify(value));
    const input = `${part({ alg: 'HS256', kid: jwk.kid })}.${part({ ...fresh(), iat: seconds(), exp: seconds() + 60 })}`;
    const forged = `${input}.${createHmac('sha256', JSON.stringify(jwk)).update(input).digest('base64url')}`;
    expect(await refusal(forged)).toMatch(/algorithm/);
    const stranger = await started();
    expect(await refusal(await stranger.sign(fresh()))).toMatch(/not signed by a key/);
    expect(await refusal(await stranger.sign(fresh(), { kid: jwk.kid }))).toMatch(/not signed by a key/);
    expect(await refusal(await foreign.sign(fresh(), { typ: 'at+jwt' }))).toMatch(/another kind/);
    expect(await refusal('no.jwt.at-all')).toMatch(/no signed JWT/);
    expect(await refusal('x'.repeat(20_000))).toMatch(/too long/);
    for (const names of [
      { iss: 'https://issuer.example\0' },
      { iss: null },
      { iss: undefined, sub: 'spiffe://a\0/b' },
    ]) {
      expect(await refusal(await foreign.sign({ ...fresh(), ...names }))).toMatch(/names nobody/);
    }
  });

  it('when it is bound to another agent than it says it is [workload.foreign-client]', async () => {
    const { id: other } = await house.agent(owner);
    expect(await refusal(await foreign.sign(fresh()), await asBound(other))).toMatch(/another agent/);
  });
  const asBound = async (agentId: string) => {
    const other = await started();
    const trusted = await trust(other, { kind: 'oidc', issuer: `https://${newId()}.example` });
    await bind(agentId, trusted.id, { subject: 'other' });
    await house.app.get(Agents).activate(operator, agentId);
    return agentId;
  };

  it('when two agents match, whichever it names; one binding of one workload is all there is [workload.ambiguous]', async () => {
    const two = await started();
    const trusted = await trust(two, { kind: 'oidc', issuer: 'https://two.example' });
    const first = await boundAgent(trusted.id, { subject: 'bot' });
    const second = await boundAgent(trusted.id, { subject: 'bot', claims: [claim('/team', 'red')] });
    const sign = () =>
      two.sign({ iss: 'https://two.example', sub: 'bot', team: 'red', aud: house.issuer, jti: newId() });
    for (const agentId of [first, second]) expect(await refusal(await sign(), agentId)).toMatch(/more than one agent/);
    await expect(bind(second, trusted.id, { subject: 'bot' })).rejects.toMatchObject({ code: 'agent-binding.taken' });
  });

  it('for more scope or another resource than there is, and for any other grant [workload.scope]', async () => {
    const wider = await ask(id, await foreign.sign(fresh()), { scope: 'mcp:tools admin' });
    expect(wider).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    const elsewhere = await ask(id, await foreign.sign(fresh()), { resource: 'https://elsewhere.example/mcp' });
    expect(elsewhere).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    const unproven = await house.ask({ grant_type: 'client_credentials', client_id: id });
    expect(unproven.status).toBe(400);
    expect(unproven.body.access_token).toBeUndefined();
    const narrower = await ask(id, await foreign.sign(fresh()), { resource: `${house.publicUrl}/mcp/files` });
    expect(decodeJwt(narrower.body.access_token!).aud).toBe(`${house.publicUrl}/mcp/files`);
  });

  it('leaves a trace when the agent had proven itself, and none otherwise [workload.refused-recorded]', async () => {
    const before = await house.ledgered('token.refused', id);
    const used = await foreign.sign(fresh());
    await ask(id, used);
    expect(await refusal(used)).toMatch(/used before/);
    expect(await house.ledgered('token.refused', id)).toBe(before + 1);
    await ask(id, await (await started()).sign(fresh()));
    expect(await house.ledgered('token.refused', id)).toBe(before + 1);
  });

  it('after its first use, 100 at the same time [workload.once]', async () => {
    const assertion = await foreign.sign(fresh());
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(id, assertion)));
    const statuses = answers.map(({ status, body }) => `${status} ${body.error ?? 'token'}`);
    expect(statuses.filter((each) => each === '200 token')).toHaveLength(1);
    expect(statuses.filter((each) => each === '400 invalid_grant')).toHaveLength(99);
  });

  it('without jti as well, however its signature is spelled [workload.once]', async () => {
    const assertion = await foreign.sign(good);
    expect(await ask(id, assertion)).toMatchObject({ status: 200 });
    expect(await refusal(assertion)).toMatch(/used before/);
  });

  it('once its binding or its issuer is withdrawn, and so is what it got before [workload.withdrawn]', async () => {
    const short = await started();
    const trusted = await trust(short, { kind: 'oidc', issuer: 'https://short.example' });
    const agentId = await boundAgent(trusted.id, { subject: 'bot' });
    const sign = () => short.sign({ iss: 'https://short.example', sub: 'bot', aud: house.issuer, jti: newId() });
    const epoch = async () =>
      (await house.sql<{ epoch: number }>('SELECT epoch FROM principal WHERE id = $1', [agentId]))[0]!.epoch;
    const { body } = await ask(agentId, await sign());
    const { epochs } = await house.app.get(AccessTokens).verify(body.access_token);
    expect(epochs.agents).toEqual([await epoch()]);
    const [binding] = await house.app.get(AgentBindings).list(operator, agentId);
    await house.app.get(AgentBindings).end(operator, agentId, binding!.id, 'moved');
    expect(await epoch()).toBeGreaterThan(epochs.agents[0]!);
    expect((await ask(agentId, await sign())).status).toBe(401); // no client without a way to prove itself
    await bind(agentId, trusted.id, { subject: 'bot' });
    expect((await ask(agentId, await sign())).status).toBe(200);
    await house.app.get(TrustedIssuers).withdraw(operator, trusted.id, 'compromised');
    expect((await ask(agentId, await sign())).status).toBe(401);
  });

  it('when its binding ends between proof and token: that one would outlive it [workload.race]', async () => {
    const trusted = await trust(await started(), { kind: 'oidc', issuer: 'https://raced.example' });
    const raced = issuers.at(-1)!;
    const agentId = await boundAgent(trusted.id, { subject: 'bot' });
    const bindings = house.app.get(AgentBindings);
    const [binding] = await bindings.list(operator, agentId);
    const found = bindings.agentOf.bind(bindings);
    const late = vi.spyOn(bindings, 'agentOf').mockImplementationOnce(async (...asked) => {
      const agent = await found(...asked);
      await bindings.end(operator, agentId, binding!.id, 'moved');
      return agent;
    });
    const sign = () => raced.sign({ iss: 'https://raced.example', sub: 'bot', aud: house.issuer, jti: newId() });
    const { status, body } = await ask(agentId, await sign());
    expect(late).toHaveBeenCalledOnce();
    expect([status, body.error, body.access_token]).toEqual([401, 'invalid_client', undefined]);
    late.mockRestore();
  });

  it('after its first use, also when its issuer was withdrawn and trusted again since [workload.once]', async () => {
    const again = await started();
    const how = { kind: 'oidc', issuer: 'https://again.example' } as const;
    const first = await trust(again, how);
    const agentId = await boundAgent(first.id, { subject: 'bot' });
    const assertion = await again.sign({ iss: how.issuer, sub: 'bot', aud: house.issuer, jti: newId() });
    expect((await ask(agentId, assertion)).status).toBe(200);
    await house.app.get(TrustedIssuers).withdraw(operator, first.id, 'by mistake');
    await bind(agentId, (await trust(again, how)).id, { subject: 'bot' });
    expect(await refusal(assertion, agentId)).toMatch(/used before/);
  });
});

describe('keys of an issuer', () => {
  it('are read once for 50 at a time, and unknown ones do not make us read more often [workload.jwks]', async () => {
    const foreign = await started();
    const trusted = await trust(foreign, { kind: 'oidc', issuer: 'https://keys.example' });
    const id = await boundAgent(trusted.id, { subject: 'bot' });
    const sign = () => foreign.sign({ iss: 'https://keys.example', sub: 'bot', aud: house.issuer, jti: newId() });
    const assertions = await Promise.all(Array.from({ length: 50 }, sign));
    const answers = await Promise.all(assertions.map((assertion) => ask(id, assertion)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(foreign.state.reads).toBe(1);
    foreign.state.down = true;
    expect(await ask(id, await sign())).toMatchObject({ status: 200 }); // known keys are believed meanwhile
    await foreign.rotate();
    const unknown = await Promise.all(Array.from({ length: 50 }, async () => ask(id, await sign())));
    expect(unknown.every(({ status, body }) => status === 400 && body.error === 'invalid_grant')).toBe(true);
    expect(foreign.state.reads).toBeLessThanOrEqual(2);
  });

  it('are never read from addresses of our own network, and never taken when private or weak [workload.ssrf]', async () => {
    const walled = await openAuthHouse({ privateAddresses: false });
    const issuers = walled.app.get(TrustedIssuers);
    const wanted = { name: 'x', kind: 'oidc', issuer: 'https://inside.example', maxAgeSeconds: 300 } as const;
    const keys = (jwksUri: string) => issuers.trust(operator, { ...wanted, keys: { jwksUri } });
    await expect(keys('http://inside.example/jwks')).rejects.toMatchObject({ code: 'trusted-issuer.invalid' });
    await expect(keys('https://user:secret@inside.example/jwks')).rejects.toMatchObject({
      code: 'trusted-issuer.invalid',
    });
    const foreign = await started();
    const port = new URL(foreign.url).port;
    const trusted = await keys(`https://localhost:${port}/jwks`);
    const person = await walled.person();
    const { id } = await walled.agent(person);
    await walled.app.get(AgentBindings).bind(operator, id, trusted.id, { subject: 'bot', claims: [] });
    await walled.app.get(Agents).activate(operator, id);
    const assertion = await foreign.sign({ iss: wanted.issuer, sub: 'bot', aud: walled.issuer });
    const { status, body } = await walled.ask({ grant_type: JWT_BEARER, client_id: id, assertion });
    expect([status, body.error_description]).toEqual([400, 'the keys of the issuer cannot be read now']);
    expect(foreign.state.reads).toBe(0);
    await walled.close();
    const secret = { kty: 'oct', k: 'c2VjcmV0' };
    for (const jwks of [
      { keys: [] },
      { keys: [secret] },
      { keys: [{ ...foreign.jwks().keys[0], d: 'x' }] },
      'no set',
    ]) {
      const pinned = house.app.get(TrustedIssuers).trust(operator, { ...wanted, keys: { jwks } });
      await expect(pinned).rejects.toMatchObject({ code: 'trusted-issuer.invalid' });
    }
  });
});
