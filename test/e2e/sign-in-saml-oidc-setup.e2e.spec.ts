import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@app/kernel';
import { selfSigned } from '../support/idp-certificate.js';
import { codeOf, locationOf, openIdpHouse } from '../support/idp-house.js';
import { startForgingIdp, startOidcIdp } from '../support/idp-oidc.js';
import { readRequest, startSamlIdp } from '../support/idp-saml.js';

type Provider = {
  id: string;
  state: string;
  issuer: string | null;
  callbackUrl: string;
  entityId: string | null;
  jwksUrl: string | null;
  hasSecret: boolean;
  certificates: { fingerprint: string }[];
  settings: Record<string, unknown> | null;
};
type Problem = { code: string; detail?: string };

let house: Awaited<ReturnType<typeof openIdpHouse>>;
let saml: Awaited<ReturnType<typeof startSamlIdp>>;
let oidc: Awaited<ReturnType<typeof startOidcIdp>>;
let forger: Awaited<ReturnType<typeof startForgingIdp>>;

beforeAll(async () => {
  [house, saml, oidc, forger] = await Promise.all([openIdpHouse(), startSamlIdp(), startOidcIdp(), startForgingIdp()]);
});
afterAll(async () => {
  await house.close();
  await Promise.all([saml.close(), oidc.close(), forger.close()]);
});

const at = '/identity-providers';
const add = (kind: 'saml' | 'oidc', name = `idp ${newId()}`) =>
  house.api<Provider & Problem>('POST', at, { kind, name, sourceId: house.sourceId });
const strong = { acr: ['strong'], amr: [] };
const samlSettings = () => ({
  subjectFrom: 'NameID',
  bindFrom: 'NameID',
  strong,
  issuer: saml.entityId,
  ssoUrl: saml.ssoUrl,
  certificates: [saml.key.certificate],
});
const oidcSettings = () => ({
  subjectFrom: 'sub',
  bindFrom: 'sub',
  strong,
  issuer: oidc.issuer,
  clientId: 'surety',
  clientAuth: 'client_secret_basic',
  clientSecret: 'very-secret-of-the-client',
});

describe('an administrator', () => {
  it('adds a provider, tells it our addresses, sets it up and enables it [sign-in.setup]', async () => {
    const { status, body: added } = await add('saml', 'Corporate');
    expect([status, added.state, added.issuer]).toEqual([201, 'disabled', null]);
    expect(added.callbackUrl).toBe(`${house.url}/sign-in/${added.id}/callback`);
    const metadata = await (await house.browser().go(String(added.entityId))).text();
    expect(metadata).toContain(`entityID="${added.entityId}"`);
    expect(metadata).toContain(`Location="${added.callbackUrl}"`);
    expect(metadata).toContain('WantAssertionsSigned="true"');
    const early = await house.api<Problem>('POST', `${at}/${added.id}/enable`);
    expect(early.body.code).toBe('identity-provider.invalid');
    expect((await house.browser().go(`/sign-in/${added.id}`)).status).toBe(404);

    const set = await house.api<Provider>('PUT', `${at}/${added.id}/saml`, samlSettings());
    expect(set.body).toMatchObject({ issuer: saml.entityId, settings: { bindTo: 'external_id' } });
    expect(set.body.certificates).toHaveLength(1);
    expect((await house.api<Provider>('POST', `${at}/${added.id}/enable`)).body.state).toBe('active');
    const offered = (await (await house.browser().go('/sign-in/providers')).json()) as object[];
    expect(offered).toContainEqual({ id: added.id, name: 'Corporate', kind: 'saml' });
    const out = await house.browser().go(`/sign-in/${added.id}`);
    expect(locationOf(out)).toMatch(new RegExp(`^${saml.ssoUrl}\\?`));
    expect(readRequest(locationOf(out))).toMatchObject({ acsUrl: added.callbackUrl, issuer: added.entityId });
    for (const type of ['added', 'set-up', 'enabled']) {
      const entries = await house.ledger(`identity-provider.${type}`);
      expect(entries.filter((entry) => entry.includes(added.id))).toHaveLength(1);
    }
  });

  it('reads metadata by text or address, and what an issuer says of itself, and stores nothing [sign-in.metadata]', async () => {
    const expected = { issuer: saml.entityId, ssoUrl: saml.ssoUrl, certificates: [{ pem: saml.key.certificate }] };
    const byText = await house.api('POST', `${at}/read-metadata`, { xml: saml.metadata() });
    const byUrl = await house.api('POST', `${at}/read-metadata`, { url: `${saml.base}/metadata` });
    expect(byText.body).toMatchObject(expected);
    expect(byUrl.body).toEqual(byText.body);
    const wrong = await house.api<Problem>('POST', `${at}/read-metadata`, { xml: '<a/>' });
    expect(wrong.body.code).toBe('identity-provider.invalid');
    const found = await house.api('POST', `${at}/discover`, { issuer: oidc.issuer });
    expect(found.body).toMatchObject({ issuer: oidc.issuer, algorithms: ['ES256'] });
  });

  it('keeps client secrets sealed, and never sees them again [sign-in.sealed]', async () => {
    const { body } = await add('oidc');
    const set = await house.api<Provider>('PUT', `${at}/${body.id}/oidc`, oidcSettings());
    expect(set.body.hasSecret).toBe(true);
    const { clientSecret, ...kept } = oidcSettings();
    const again = await house.api<Provider>('PUT', `${at}/${body.id}/oidc`, { ...kept, clientId: 'other' });
    expect(again.body).toMatchObject({ hasSecret: true, settings: { clientId: 'other' } });
    const listed = await house.api('GET', at);
    const rows = await house.sql('SELECT * FROM identity_provider');
    const entries = await house.ledger('identity-provider.set-up');
    expect(JSON.stringify([set.body, again.body, listed.body, rows, entries])).not.toContain(clientSecret);
    const none = await add('oidc');
    const missing = await house.api<Problem>('PUT', `${at}/${none.body.id}/oidc`, kept);
    expect(missing.body).toMatchObject({ code: 'identity-provider.invalid', detail: 'clientSecret is missing' });
  });

  it('gives a key to prove ourselves by, whose private half is never shown [sign-in.sealed]', async () => {
    const { body } = await add('oidc');
    const { clientSecret: _, ...settings } = oidcSettings();
    const wanted = { ...settings, clientAuth: 'private_key_jwt' };
    const set = await house.api<Provider>('PUT', `${at}/${body.id}/oidc`, wanted);
    expect(set.body.jwksUrl).toBe(`${house.url}/sign-in/${body.id}/jwks`);
    const read = async () => (await house.browser().go(String(set.body.jwksUrl))).json();
    const before = await read();
    expect(before).toMatchObject({ keys: [{ kty: 'EC', alg: 'ES256' }] });
    await house.api('PUT', `${at}/${body.id}/oidc`, wanted);
    expect(await read()).toEqual(before);
  });

  it.each<[string, 'saml' | 'oidc', object, string]>([
    ['an address that changes', 'saml', { subjectFrom: 'email' }, 'identity-provider.invalid'],
    ['an address to compare with', 'saml', { bindFrom: 'mail' }, 'identity-provider.invalid'],
    ['no certificate', 'saml', { certificates: [] }, 'request.invalid'],
    ['a certificate that is none', 'saml', { certificates: ['AAAA'] }, 'identity-provider.invalid'],
    [
      'a weak certificate',
      'saml',
      { certificates: [selfSigned('weak', 1024).certificate] },
      'identity-provider.invalid',
    ],
    ['plain http elsewhere', 'saml', { ssoUrl: 'http://idp.example/sso' }, 'identity-provider.invalid'],
    ['credentials in the address', 'saml', { ssoUrl: 'https://a:b@idp.example/sso' }, 'identity-provider.invalid'],
    ['a script', 'saml', { ssoUrl: 'javascript:alert(1)' }, 'identity-provider.invalid'],
    ['an issuer that is not there', 'oidc', { issuer: 'http://127.0.0.1:1' }, 'identity-provider.unavailable'],
    ['an unknown way to authenticate', 'oidc', { clientAuth: 'client_secret_jwt' }, 'request.invalid'],
  ])('cannot set up %s (%s) [sign-in.setup]', async (_, kind, over, code) => {
    const { body } = await add(kind);
    const settings = kind === 'saml' ? samlSettings() : oidcSettings();
    const { body: problem } = await house.api<Problem>('PUT', `${at}/${body.id}/${kind}`, { ...settings, ...over });
    expect(problem.code).toBe(code);
  });

  it.each([
    ['describes another issuer', { issuer: 'https://other.example' }],
    ['signs by symmetric keys only', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['takes codes over plain http elsewhere', { token_endpoint: 'http://idp.example/token' }],
    ['publishes no keys', { jwks_uri: undefined }],
  ])('cannot set up a provider that %s [sign-in.setup]', async (_, configuration) => {
    forger.state.configuration = configuration;
    const { body } = await add('oidc');
    const wanted = { ...oidcSettings(), issuer: forger.issuer };
    const { status, body: problem } = await house.api<Problem>('PUT', `${at}/${body.id}/oidc`, wanted);
    forger.state.configuration = {};
    expect(status).toBeGreaterThanOrEqual(400);
    expect(problem.code).toMatch(/^identity-provider\.(invalid|unavailable)$/);
  });

  it('gives each name once, also of two at the same time [sign-in.setup]', async () => {
    const name = newId();
    const made = await Promise.all([add('saml', name), add('oidc', name)]);
    expect(made.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it('ends a binding, and all of them with another issuer; the next sign-in is a first one [sign-in.unbind]', async () => {
    const { body } = await add('saml');
    await house.api('PUT', `${at}/${body.id}/saml`, samlSettings());
    await house.api('POST', `${at}/${body.id}/enable`);
    const subject = newId();
    const personId = await house.person(subject);
    const signIn = async () => {
      const browser = house.browser();
      const request = readRequest(locationOf(await browser.go(`/sign-in/${body.id}`)));
      const SAMLResponse = Buffer.from(saml.respond(request, { subject })).toString('base64');
      return { browser, code: await codeOf(await browser.post(`/sign-in/${body.id}/callback`, { SAMLResponse })) };
    };
    const bound = async () => (await house.api<{ id: string }[]>('GET', `${at}/${body.id}/identities`)).body;
    const { browser } = await signIn();
    const [identity] = await bound();
    expect(identity).toMatchObject({ subject, personId, boundBy: 'external_id' });
    expect((await house.api('DELETE', `${at}/${body.id}/identities/${identity!.id}`)).status).toBe(204);
    expect([await bound(), await browser.signedInAs()]).toEqual([[], null]);
    expect((await signIn()).code).toBe('303');
    await house.api('PUT', `${at}/${body.id}/saml`, { ...samlSettings(), audience: 'urn:other' });
    expect(await bound()).toHaveLength(1);
    await house.api('PUT', `${at}/${body.id}/saml`, { ...samlSettings(), issuer: 'https://other.example' });
    expect(await bound()).toHaveLength(0);
  });

  it('removes a provider for good, with what it vouched for [sign-in.setup]', async () => {
    const { body } = await add('saml', 'Gone');
    await house.api('PUT', `${at}/${body.id}/saml`, samlSettings());
    await house.api('POST', `${at}/${body.id}/enable`);
    expect((await house.api('DELETE', `${at}/${body.id}`)).status).toBe(204);
    expect((await house.browser().go(`/sign-in/${body.id}`)).status).toBe(404);
    const listed = await house.api<Provider[]>('GET', at);
    expect(listed.body.some(({ id }) => id === body.id)).toBe(false);
    expect((await add('saml', 'Gone')).status).toBe(201);
  });

  it('alone may do so [sign-in.setup]', async () => {
    const answer = await house.browser().go('/api/v1/identity-providers');
    expect(answer.status).toBe(401);
  });
});

describe('without the operator’s leave', () => {
  it('no provider is called on this machine or a private network [sign-in.private-address]', async () => {
    const strict = await openIdpHouse({ privateAddresses: false });
    const { id } = (await strict.api<Provider>('POST', at, { kind: 'oidc', name: 'x', sourceId: strict.sourceId }))
      .body;
    const answers = [
      await strict.api<Problem>('POST', `${at}/read-metadata`, { url: `${saml.base}/metadata` }),
      await strict.api<Problem>('POST', `${at}/read-metadata`, { url: 'https://169.254.169.254/' }),
      await strict.api<Problem>('POST', `${at}/discover`, { issuer: oidc.issuer }),
      await strict.api<Problem>('PUT', `${at}/${id}/oidc`, oidcSettings()),
    ];
    const told = answers.map(({ body }) => [body.code, body.detail]);
    await strict.close();
    expect(told).toEqual(
      Array.from({ length: 4 }, () => ['identity-provider.unavailable', 'the address is not a public one']),
    );
  });
});
