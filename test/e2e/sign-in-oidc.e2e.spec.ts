import { UnsecuredJWT, exportSPKI, SignJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OidcSetUp } from '@app/auth';
import { newId } from '@app/kernel';
import { type Browser, codeOf, locationOf, openIdpHouse, operator } from '../support/idp-house.js';
import { startForgingIdp, startOidcIdp } from '../support/idp-oidc.js';

let house: Awaited<ReturnType<typeof openIdpHouse>>;
let idp: Awaited<ReturnType<typeof startOidcIdp>>;
let forger: Awaited<ReturnType<typeof startForgingIdp>>;
let providerId: string;
let forgedId: string;

const bySub = {
  subjectFrom: 'sub',
  bindFrom: 'sub',
  bindTo: 'external_id',
  strong: { acr: ['strong'], amr: ['hwk'] },
  scopes: [],
} as const;

async function aProvider(issuer: string, over: Partial<OidcSetUp> = {}): Promise<string> {
  const { id } = await house.providers.add(operator, {
    kind: 'oidc',
    name: `idp ${newId()}`,
    sourceId: house.sourceId,
  });
  const client = { clientId: id, clientAuth: 'client_secret_basic', clientSecret: 's'.repeat(43) } as const;
  await house.providers.setUpOidc(operator, id, { ...bySub, ...client, issuer, ...over });
  await house.providers.enable(operator, id);
  const { settings } = await house.providers.find(id);
  const jwk = settings && 'publicJwk' in settings ? settings.publicJwk : null;
  idp.admit({
    client_id: id,
    redirect_uris: [house.providers.addresses({ id }).callbackUrl],
    token_endpoint_auth_method: over.clientAuth ?? 'client_secret_basic',
    require_auth_time: true,
    ...(jwk ? { jwks: { keys: [jwk] as never } } : over.clientAuth === 'none' ? {} : { client_secret: 's'.repeat(43) }),
  });
  return id;
}

beforeAll(async () => {
  [house, idp, forger] = await Promise.all([openIdpHouse(), startOidcIdp(), startForgingIdp()]);
  providerId = await aProvider(idp.issuer);
  forgedId = await aProvider(forger.issuer);
});
afterAll(async () => {
  await house.close();
  await Promise.all([idp.close(), forger.close()]);
});
beforeEach(() => {
  idp.state.account = undefined;
  idp.state.asked.length = 0;
});

/** A browser that has been sent to the identity provider. */
async function sentOut(query = '', id = providerId): Promise<{ browser: Browser; url: string }> {
  const browser = house.browser();
  const answer = await browser.go(`/sign-in/${id}${query}`);
  expect(answer.status).toBe(303);
  return { browser, url: locationOf(answer) };
}

/** The whole way for the account that the provider lets in. */
async function signIn(query = '', id = providerId) {
  const { browser, url } = await sentOut(query, id);
  const back = await idp.pass(url);
  return { browser, back, answer: await browser.go(back) };
}

describe('signing in by OpenID Connect', () => {
  it('opens a session of the person whose externalId the provider asserts, and comes back [sign-in.oidc]', async () => {
    const sub = newId();
    const personId = await house.person(sub);
    idp.state.account = { sub };
    const { browser, answer } = await signIn('?return_to=/interaction/abc');
    expect([answer.status, locationOf(answer)]).toEqual([303, '/interaction/abc']);
    expect(await browser.signedInAs()).toMatchObject({ personId });
    const [asked] = idp.state.asked;
    expect([asked?.get('code_challenge_method'), asked?.get('prompt'), asked?.get('scope')]).toEqual([
      'S256',
      null,
      'openid',
    ]);
  });

  it.each(['client_secret_post', 'private_key_jwt', 'none'] as const)(
    'as a client by %s [sign-in.oidc.client]',
    async (clientAuth) => {
      const id = await aProvider(idp.issuer, {
        clientAuth,
        ...(clientAuth === 'client_secret_post' ? {} : { clientSecret: undefined }),
      });
      const sub = newId();
      await house.person(sub);
      idp.state.account = { sub };
      expect((await signIn('', id)).answer.status).toBe(303);
      const keys = (await (await house.browser().go(`/sign-in/${id}/jwks`)).json()) as { keys: object[] };
      expect(keys.keys).toHaveLength(clientAuth === 'private_key_jwt' ? 1 : 0);
      expect(JSON.stringify(keys)).not.toContain('"d"');
    },
  );

  it('binds by another claim at first, and by the subject from then on [sign-in.identity]', async () => {
    const id = await aProvider(idp.issuer, { bindFrom: 'employeeNumber' });
    const [sub, employeeNumber] = [newId(), newId()];
    const personId = await house.person(employeeNumber);
    idp.state.account = { sub, claims: { employeeNumber } };
    expect((await signIn('', id)).answer.status).toBe(303);
    idp.state.account = { sub, claims: {} };
    const { browser } = await signIn('', id);
    expect(await browser.signedInAs()).toMatchObject({ personId });
  });

  it('refuses whom the source does not know, and whom the provider denies [sign-in.unknown] [sign-in.denied]', async () => {
    idp.state.account = { sub: newId() };
    expect(await codeOf((await signIn()).answer)).toBe('403 sign-in.person-unknown');
    idp.state.account = undefined;
    expect(await codeOf((await signIn()).answer)).toBe('403 sign-in.denied');
  });

  it('that is refused leads a browser to a page that says why, and a program to the refusal [sign-in.refused-page]', async () => {
    const url = `/sign-in/${providerId}/callback?code=c&state=s`;
    const program = await house.app.inject({ url });
    expect([program.statusCode, program.json<{ code: string }>().code]).toEqual([400, 'sign-in.attempt-unknown']);
    const browser = await house.app.inject({ url, headers: { 'sec-fetch-mode': 'navigate' } });
    expect(browser.statusCode).toBe(303);
    expect(browser.headers.location).toMatch(/^\/sign-in\?refused=sign-in\.attempt-unknown&request=[0-9a-f-]{36}$/);
  });

  it('never recognises people by an address or a name [sign-in.identity]', async () => {
    for (const claim of ['email', 'preferred_username', 'upn', 'unique_name', 'name']) {
      await expect(aProvider(idp.issuer, { subjectFrom: claim })).rejects.toMatchObject({
        code: 'identity-provider.invalid',
      });
      await expect(aProvider(idp.issuer, { bindFrom: claim })).rejects.toMatchObject({
        code: 'identity-provider.invalid',
      });
    }
  });
});

describe('an answer', () => {
  it('is good once, of 100 at the same time, and not again [sign-in.once]', async () => {
    const sub = newId();
    const personId = await house.person(sub);
    idp.state.account = { sub };
    const { browser, url } = await sentOut();
    const back = await idp.pass(url);
    const cookies = new Map(browser.cookies);
    const again = async (): Promise<number> => {
      const one = house.browser();
      for (const [name, value] of cookies) one.cookies.set(name, value);
      return (await one.go(back)).status;
    };
    const statuses = await Promise.all(Array.from({ length: 100 }, again));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, ...Array.from({ length: 99 }, () => 400)]);
    expect(await again()).toBe(400);
    expect(await house.sql('SELECT FROM web_session WHERE person_id = $1', [personId])).toHaveLength(1);
  });

  it('is refused in a browser that did not ask for it, or asked for something else [sign-in.attempt]', async () => {
    idp.state.account = { sub: newId() };
    const { url } = await sentOut();
    const back = await idp.pass(url);
    expect(await codeOf(await house.browser().go(back))).toBe('400 sign-in.attempt-unknown');
    const other = await sentOut();
    expect(await codeOf(await other.browser.go(back))).toMatch(/^401 sign-in\.response-invalid /);
  });

  it('whose code was asked for without PKCE, or with another challenge, is refused [sign-in.oidc.pkce]', async () => {
    const sub = newId();
    await house.person(sub);
    idp.state.account = { sub };
    for (const downgrade of [
      (url: URL) => ['code_challenge', 'code_challenge_method'].forEach((name) => url.searchParams.delete(name)),
      (url: URL) => url.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
    ]) {
      const { browser, url } = await sentOut();
      const changed = new URL(url);
      downgrade(changed);
      const answer = await browser.go(await idp.pass(changed.href));
      expect(await codeOf(answer)).toMatch(/^401 sign-in\.response-invalid /);
      expect(await browser.signedInAs()).toBeNull();
    }
  });

  it('that names another issuer, or none, is refused (RFC 9207) [sign-in.oidc.mix-up]', async () => {
    idp.state.account = { sub: newId() };
    for (const iss of [forger.issuer, null]) {
      const { browser, url } = await sentOut();
      const back = new URL(await idp.pass(url));
      if (iss) back.searchParams.set('iss', iss);
      else back.searchParams.delete('iss');
      expect(await codeOf(await browser.go(back.href))).toMatch(/^401 sign-in\.response-invalid /);
    }
  });

  it('of one provider brought to another’s address is refused [sign-in.oidc.mix-up]', async () => {
    idp.state.account = { sub: newId() };
    const { browser, url } = await sentOut();
    const back = new URL(await idp.pass(url));
    back.pathname = back.pathname.replace(providerId, forgedId);
    expect(await codeOf(await browser.go(back.href))).toBe('400 sign-in.attempt-unknown');
    expect(forger.state.asked).toHaveLength(0);
  });

  it('without state, or posted, is refused [sign-in.attempt]', async () => {
    idp.state.account = { sub: newId() };
    const { browser, url } = await sentOut();
    const back = new URL(await idp.pass(url));
    back.searchParams.delete('state');
    expect(await codeOf(await browser.go(back.href))).toMatch(/^401 sign-in\.response-invalid /);
    const second = await sentOut();
    const form = Object.fromEntries(new URL(await idp.pass(second.url)).searchParams);
    expect(await codeOf(await second.browser.post(`/sign-in/${providerId}/callback`, form))).toBe(
      '401 sign-in.response-invalid form',
    );
  });
});

describe('an ID token', () => {
  type Claims = Record<string, unknown>;
  type Forge = (claims: Claims) => Promise<string> | string;
  const now = (): number => Math.floor(Date.now() / 1000);
  const forgeries: [string, Forge][] = [
    ['has another nonce', (claims) => forger.sign({ ...claims, nonce: 'other' })],
    ['has no nonce', (claims) => forger.sign({ ...claims, nonce: undefined })],
    ['was issued by somebody else', (claims) => forger.sign({ ...claims, iss: idp.issuer })],
    ['is meant for somebody else', (claims) => forger.sign({ ...claims, aud: 'other' })],
    ['is meant for somebody else, too', (claims) => forger.sign({ ...claims, aud: [forgedId, 'other'], azp: 'other' })],
    ['has expired', (claims) => forger.sign({ ...claims, iat: now() - 600, exp: now() - 300 })],
    ['never expires', (claims) => forger.sign({ ...claims, exp: undefined })],
    [
      'is unsigned (alg none)',
      (claims) => new UnsecuredJWT({ iss: forger.issuer, iat: now(), exp: now() + 300, ...claims }).encode(),
    ],
    [
      'is signed by HS256 with the public key',
      async (claims) =>
        new SignJWT({ iss: forger.issuer, iat: now(), exp: now() + 300, ...claims })
          .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
          .sign(Buffer.from(await exportSPKI(forger.publicKey))),
    ],
    [
      'is signed by HS256 with the client secret',
      (claims) =>
        new SignJWT({ iss: forger.issuer, iat: now(), exp: now() + 300, ...claims })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from('s'.repeat(43))),
    ],
    [
      'is signed by another key of the same name',
      async (claims) => forger.sign(claims, (await generateKeyPair('RS256')).privateKey),
    ],
    [
      'brings its own key',
      async (claims) => {
        const { privateKey } = await generateKeyPair('RS256');
        return forger.sign(claims, privateKey, { jwk: forger.state.jwks.keys[0] });
      },
    ],
    [
      'was altered',
      async (claims) => {
        const [header, payload = '', signature] = (await forger.sign({ ...claims, sub: 'attacker' })).split('.');
        const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
        const changed = Buffer.from(JSON.stringify({ ...said, sub: claims['sub'] })).toString('base64url');
        return [header, changed, signature].join('.');
      },
    ],
    ['is none', () => ''],
  ];

  async function brought(forge: Forge) {
    const sub = newId();
    await house.person(sub);
    const { browser, url } = await sentOut('', forgedId);
    const asked = new URL(url).searchParams;
    forger.state.idToken = await forge({ sub, aud: forgedId, nonce: asked.get('nonce') });
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: forger.issuer }).toString();
    return { browser, answer: await browser.go(back.href) };
  }

  it('that is in order is believed, and came for the verifier [sign-in.oidc.token]', async () => {
    expect((await brought((claims) => forger.sign(claims))).answer.status).toBe(303);
    expect(forger.state.asked.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
  });

  it.each(forgeries)('that %s is refused, and recorded [sign-in.oidc.token]', async (_, forge) => {
    const before = (await house.ledger('sign-in.refused')).length;
    const { browser, answer } = await brought(forge);
    expect(await codeOf(answer)).toMatch(/^401 sign-in\.response-invalid /);
    expect(await browser.signedInAs()).toBeNull();
    expect(await house.ledger('sign-in.refused')).toHaveLength(before + 1);
  });
});

describe('a fresh and strong proof', () => {
  const ago = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

  it.each<[string, object, string]>([
    ['fresh and strong by acr', { acr: 'strong' }, '303'],
    ['fresh, but weak', { acr: 'weak', amr: ['pwd'] }, '403 sign-in.step-up-unmet'],
  ])('that is %s: %j %s [sign-in.step-up]', async (_, account, expected) => {
    const sub = newId();
    const personId = await house.person(sub);
    idp.state.account = { sub, ...account };
    const { browser, answer } = await signIn('?step_up=true');
    expect(await codeOf(answer)).toBe(expected);
    const [asked] = idp.state.asked;
    expect([asked?.get('prompt'), asked?.get('max_age'), asked?.get('acr_values')]).toEqual(['login', '300', 'strong']);
    const session = await browser.signedInAs();
    expect(session?.personId).toBe(expected === '303' ? personId : undefined);
  });

  it.each([
    ['taken by amr, too', { amr: ['pwd', 'hwk'], auth_time: ago(200) }, '303'],
    ['not an old one, whatever was asked for', { acr: 'strong', auth_time: ago(301) }, '403 sign-in.step-up-unmet'],
    ['not one without a time', { acr: 'strong' }, '403 sign-in.step-up-unmet'],
  ])('is %s [sign-in.step-up]', async (_, claims, expected) => {
    const sub = newId();
    await house.person(sub);
    const { browser, url } = await sentOut('?step_up=true', forgedId);
    const asked = new URL(url).searchParams;
    forger.state.idToken = await forger.sign({ sub, aud: forgedId, nonce: asked.get('nonce'), ...claims });
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: forger.issuer }).toString();
    expect(await codeOf(await browser.go(back.href))).toBe(expected);
  });
});
