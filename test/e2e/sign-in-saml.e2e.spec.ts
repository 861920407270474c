import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SamlWayIn } from '@app/auth';
import { newId } from '@app/kernel';
import { type Browser, codeOf, locationOf, openIdpHouse, operator } from '../support/idp-house.js';
import { selfSigned } from '../support/idp-certificate.js';
import {
  type AuthnRequest,
  PERSISTENT,
  STRONG,
  type Signing,
  type Statement,
  assertionXml,
  readRequest,
  startSamlIdp,
} from '../support/idp-saml.js';

let house: Awaited<ReturnType<typeof openIdpHouse>>;
let idp: Awaited<ReturnType<typeof startSamlIdp>>;
let providerId: string;
const METHODS = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const MULTIPLE = 'http://schemas.microsoft.com/claims/multipleauthn';
const strong = { acr: [STRONG], amr: [MULTIPLE] };
const byNameId = { subjectFrom: 'NameID', bindFrom: 'NameID', bindTo: 'external_id', strong } as const;

async function aProvider(over: object = {}, sourceId = house.sourceId): Promise<string> {
  const { id } = await house.providers.add(operator, { kind: 'saml', name: `idp ${newId()}`, sourceId });
  const { entityId: issuer, ssoUrl } = idp;
  const settings = { ...byNameId, issuer, ssoUrl, certificates: [idp.key.certificate], audience: null, ...over };
  await house.providers.setUpSaml(operator, id, settings);
  await house.providers.enable(operator, id);
  return id;
}

beforeAll(async () => {
  [house, idp] = await Promise.all([openIdpHouse(), startSamlIdp()]);
  providerId = await aProvider();
});
afterAll(async () => {
  await house.close();
  await idp.close();
});

/** A browser that has been sent to the identity provider. */
async function sentOut(query = '', id = providerId): Promise<{ browser: Browser; request: AuthnRequest }> {
  const browser = house.browser();
  const answer = await browser.go(`/sign-in/${id}${query}`);
  expect(answer.status).toBe(303);
  return { browser, request: readRequest(locationOf(answer)) };
}

const come = (browser: Browser, xml: string, id = providerId): Promise<Response> =>
  browser.post(`/sign-in/${id}/callback`, { SAMLResponse: Buffer.from(xml).toString('base64') });

/** The whole way, for somebody whom the directory knows by `subject`. */
async function signIn(subject: string, over: Partial<Statement> = {}, query = '', id = providerId) {
  const { browser, request } = await sentOut(query, id);
  return { browser, answer: await come(browser, idp.respond(request, { subject, ...over }), id) };
}

describe('signing in by SAML', () => {
  it('opens a session of the person whose externalId the provider asserts, and comes back [sign-in.saml]', async () => {
    const subject = newId();
    const personId = await house.person(subject);
    const { browser, answer } = await signIn(subject, {}, `?return_to=${encodeURIComponent('/agents?mine=1')}`);
    expect([answer.status, locationOf(answer)]).toEqual([303, '/agents?mine=1']);
    expect(await browser.signedInAs()).toMatchObject({ personId });
    const [entry] = (await house.ledger('person.signed-in')).filter((one) => one.includes(personId));
    expect(entry).toContain(providerId);
    expect(await house.ledger('identity.bound')).toHaveLength(1);
  });

  it.each<[string, Partial<Signing>]>([
    ['the assertion alone', { of: 'Assertion' }],
    ['response and assertion', { of: 'both' }],
    [
      'SHA-512',
      {
        signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
        digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512',
      },
    ],
  ])('takes signatures of %s [sign-in.saml]', async (_, signing) => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut();
    expect((await come(browser, idp.respond(request, { subject }, signing))).status).toBe(303);
  });

  it('takes the old and the new certificate while the provider changes its key [sign-in.saml.rollover]', async () => {
    const next = selfSigned('next');
    const id = await aProvider({ certificates: [idp.key.certificate, next.certificate] });
    const subject = newId();
    await house.person(subject);
    for (const key of [idp.key, next]) {
      const { browser, request } = await sentOut('', id);
      expect((await come(browser, idp.respond(request, { subject }, { key }), id)).status).toBe(303);
    }
  });

  it('recognises the account by its lasting name, not by the value of the first time [sign-in.identity]', async () => {
    const id = await aProvider({ bindFrom: 'employeeNumber' });
    const [subject, number] = [newId(), newId()];
    const personId = await house.person(number);
    const other = newId();
    await house.person(other);
    const as = (value: string) => signIn(subject, { attributes: { employeeNumber: [value] } }, '', id);
    expect((await as(number)).answer.status).toBe(303);
    const { browser, answer } = await as(other);
    expect(answer.status).toBe(303);
    expect(await browser.signedInAs()).toMatchObject({ personId });
    const stranger = await signIn(newId(), { attributes: { employeeNumber: [number] } }, '', id);
    expect(await codeOf(stranger.answer)).toBe('403 sign-in.identity-taken');
  });

  it('refuses whom the source does not know, and whoever may not act, and says so [sign-in.unknown]', async () => {
    const [elsewhere, inactive] = [newId(), newId()];
    await house.person(elsewhere, { sourceId: await house.sourceOf() });
    await house.person(inactive, { status: 'inactive' });
    const codes = [];
    for (const subject of [newId(), elsewhere, inactive]) codes.push(await codeOf((await signIn(subject)).answer));
    expect(codes).toEqual(['403 sign-in.person-unknown', '403 sign-in.person-unknown', '403 sign-in.person-inactive']);
    const refused = await house.ledger('sign-in.refused');
    expect(refused.filter((entry) => entry.includes('sign-in.person-unknown'))).toHaveLength(2);
    expect(refused.filter((entry) => entry.includes('sign-in.person-inactive'))).toHaveLength(1);
  });

  it('is over at once when the person is restricted, and does not return with them [sign-in.fence]', async () => {
    const subject = newId();
    const personId = await house.person(subject);
    const { browser } = await signIn(subject);
    expect(await browser.signedInAs()).toMatchObject({ personId });
    await house.change(personId, (fence, tx) => fence.restrict(tx, [personId], 'suspended'));
    expect(await browser.signedInAs()).toBeNull();
    await house.change(personId, (fence, tx) => fence.restore(tx, [personId]));
    expect(await browser.signedInAs()).toBeNull();
  });

  it('replaces the session that the same browser had [sign-in.replaces]', async () => {
    const subject = newId();
    await house.person(subject);
    const { browser } = await signIn(subject);
    const before = new Map(browser.cookies);
    const request = readRequest(locationOf(await browser.go(`/sign-in/${providerId}`)));
    browser.cookies.delete('surety_session'); // SameSite=Lax: a post from the provider's page comes without it
    expect((await come(browser, idp.respond(request, { subject }))).status).toBe(303);
    const old = house.browser();
    for (const [name, value] of before) old.cookies.set(name, value);
    expect(await old.signedInAs()).toBeNull();
    expect(await browser.signedInAs()).not.toBeNull();
  });
});

describe('a provider that is disabled', () => {
  it('takes along whoever is on the way, even with an answer that was believed already [sign-in.disabled-meanwhile]', async () => {
    const [id, subject] = [await aProvider(), newId()];
    await house.person(subject);
    const { browser, request } = await sentOut('', id);
    const way = house.app.get(SamlWayIn);
    const believed = way.arrive.bind(way);
    const spy = vi.spyOn(way, 'arrive').mockImplementationOnce(async (...what) => {
      const arrival = await believed(...what);
      await house.providers.disable(operator, id);
      return arrival;
    });
    const answer = await come(browser, idp.respond(request, { subject }), id);
    spy.mockRestore();
    expect(await codeOf(answer)).toBe('404 identity-provider.unknown');
    expect(await browser.signedInAs()).toBeNull();
  });

  it('of another issuer is another one: sessions that the former vouched for end [sign-in.other-issuer]', async () => {
    const [id, subject] = [await aProvider(), newId()];
    await house.person(subject);
    const { browser } = await signIn(subject, {}, '', id);
    expect(await browser.signedInAs()).not.toBeNull();
    const settings = { ...byNameId, ssoUrl: idp.ssoUrl, certificates: [idp.key.certificate], audience: null };
    await house.providers.setUpSaml(operator, id, { ...settings, issuer: idp.entityId });
    expect(await browser.signedInAs()).not.toBeNull();
    await house.providers.setUpSaml(operator, id, { ...settings, issuer: 'https://other.example' });
    expect(await browser.signedInAs()).toBeNull();
  });
});

type Attack = (request: AuthnRequest, subject: string) => string;
const evil = selfSigned('evil');
const inner = (xml: string): string => /<saml:Assertion[^]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
const soon = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
const respond =
  (over: Partial<Statement> = {}, signing: Partial<Signing> = {}): Attack =>
  (request, subject) =>
    idp.respond(request, { subject, ...over }, signing);
/** A valid response for somebody else, into which an assertion for the victim is put. */
const wrap =
  (put: (genuine: string, forged: string) => string): Attack =>
  (request, subject) => {
    const genuine = idp.respond(request, { subject: 'attacker' });
    return put(genuine, assertionXml(idp.statement(request, { subject })));
  };
const altered =
  (from: string | RegExp, to: string): Attack =>
  (request, subject) => {
    const before = idp.respond(request, { subject });
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    return after;
  };

const attacks: [string, Attack, string?][] = [
  ['unsigned', respond({}, { of: 'nothing' }), 'signature-form'],
  ['only the response signed', respond({}, { of: 'Response' })],
  [
    'signed by another key that names the true certificate',
    (request, subject) => idp.respond(request, { subject }, { key: { ...evil, certificate: idp.key.certificate } }),
  ],
  ['signed by another key that brings its own certificate', respond({}, { key: evil })],
  [
    'NameID altered',
    (request, subject) => idp.respond(request, { subject: 'attacker' }).replace('>attacker<', `>${subject}<`),
  ],
  ['signature removed', altered(/<Signature[^]*<\/Signature>/, ''), 'signature-form'],
  ['SHA-1 signature', respond({}, { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }), 'algorithm'],
  ['SHA-1 digest', respond({}, { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }), 'algorithm'],
  ['HMAC with the certificate as secret', altered('xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256'), 'algorithm'],
  [
    'inclusive canonicalization',
    altered('http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'),
    'algorithm',
  ],
  [
    'XSLT transform',
    altered('http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/TR/1999/REC-xslt-19991116'),
    'algorithm',
  ],
  ['Destination foreign', respond({ destination: 'https://other.example/acs' }), 'destination'],
  ['Destination missing', altered(/ Destination="[^"]*"/, ''), 'destination'],
  ['Recipient foreign', respond({ recipient: 'https://other.example/acs' }), 'recipient'],
  ['audience foreign', respond({ audience: 'https://other.example' })],
  ['issuer foreign', respond({ issuer: 'https://other.example' }), 'issuer'],
  ['expired', respond({ notBefore: soon(-400), issueInstant: soon(-400), notOnOrAfter: soon(-60) })],
  [
    'too old, though it says it is not',
    respond({ notBefore: soon(-400), issueInstant: soon(-400), notOnOrAfter: soon(4000) }),
  ],
  ['not yet valid', respond({ notBefore: soon(60) })],
  ['authenticated in the future', respond({ authnInstant: soon(600) }), 'authn-statement'],
  ['InResponseTo of another request', respond({ inResponseTo: '_other' })],
  ['response to another request', respond({ responseTo: '_other', inResponseTo: '_other' }), 'in-response-to'],
  ['unsolicited', altered(/ InResponseTo="[^"]*"/g, ''), 'in-response-to'],
  [
    'NameID that may be given to another',
    respond({ format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' }),
    'no lasting name of the account',
  ],
  [
    'transient NameID',
    respond({ format: PERSISTENT.replace('persistent', 'transient') }),
    'no lasting name of the account',
  ],
  ['DOCTYPE', (request, subject) => `<!DOCTYPE x>${idp.respond(request, { subject })}`, 'form'],
  ['entities', (request, subject) => `<!DOCTYPE x [<!ENTITY a "b">]>${idp.respond(request, { subject })}`, 'form'],
  [
    'comment in NameID',
    (request, subject) =>
      idp.respond(request, { subject: `${subject}.evil` }).replace(`${subject}.evil`, `${subject}<!---->.evil`),
    'form',
  ],
  ['comment signed within NameID', respond({ subject: 'admin<!---->.evil' }), 'form'],
  ['comment in DigestValue', altered('<DigestValue>', '<DigestValue><!-- x -->'), 'form'],
  [
    'CDATA in NameID',
    (request, subject) =>
      idp.respond(request, { subject: 'attacker' }).replace('>attacker<', `><![CDATA[${subject}]]><`),
    'form',
  ],
  ['processing instruction', altered('<saml:Subject>', '<?x y?><saml:Subject>'), 'form'],
  [
    'two DigestValues',
    altered(/<DigestValue>([^<]*)</, '<DigestValue>AAAA</DigestValue><DigestValue>$1<'),
    'signature-form',
  ],
  [
    'SHA-1 behind an attribute of another namespace, which the library reads first',
    altered(
      '<SignatureMethod Algorithm=',
      '<SignatureMethod xmlns:x="urn:x" x:Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1" Algorithm=',
    ),
    'signature-form',
  ],
  ['two SignedInfos', altered(/(<SignedInfo>[^]*<\/SignedInfo>)/, '$1$1'), 'signature-form'],
  ['two References', altered(/(<Reference[^]*<\/Reference>)/, '$1$1'), 'signature-form'],
  [
    'XSW1: forged response around the signed one',
    wrap((genuine, forged) =>
      genuine.replace(
        /<saml:Assertion[^]*<\/saml:Assertion>/,
        `${forged.replace('</saml:Assertion>', `${inner(genuine)}</saml:Assertion>`)}`,
      ),
    ),
    'one-assertion',
  ],
  [
    'XSW2: forged assertion beside, first',
    wrap((genuine, forged) => genuine.replace('<saml:Assertion', `${forged}<saml:Assertion`)),
    'one-assertion',
  ],
  [
    'XSW3: forged assertion beside, last',
    wrap((genuine, forged) => genuine.replace('</samlp:Response>', `${forged}</samlp:Response>`)),
    'one-assertion',
  ],
  [
    'XSW4: signed assertion inside the forged one’s signature object',
    wrap((genuine, forged) => {
      const signature = /<Signature[^]*<\/Signature>/.exec(genuine)?.[0] ?? '';
      const original = inner(genuine).replace(signature, '');
      const object = signature.replace('</Signature>', `<Object>${original}</Object></Signature>`);
      return genuine.replace(inner(genuine), forged.replace('<saml:Subject>', `${object}<saml:Subject>`));
    }),
    'one-assertion',
  ],
  [
    'XSW5: signed assertion in Extensions',
    wrap((genuine, forged) =>
      genuine.replace(inner(genuine), `<samlp:Extensions>${inner(genuine)}</samlp:Extensions>${forged}`),
    ),
    'one-assertion',
  ],
  [
    'XSW6: same ID twice',
    wrap((genuine, forged) => {
      const id = /<saml:Assertion[^>]* ID="([^"]+)"/.exec(genuine)?.[1] ?? '';
      return genuine.replace('</samlp:Response>', `${forged.replace(/ ID="[^"]+"/, ` ID="${id}"`)}</samlp:Response>`);
    }),
    'one-assertion',
  ],
  [
    'XSW7: forged assertion of another namespace',
    wrap((genuine, forged) =>
      genuine.replace(
        '<saml:Assertion',
        `${forged.replaceAll('saml:', 'evil:').replace('xmlns:evil', 'xmlns:evil')}<saml:Assertion`,
      ),
    ),
    'one-assertion',
  ],
  [
    'signature moved from the assertion to the response',
    (request, subject) => {
      const genuine = idp.respond(request, { subject });
      const signature = /<Signature[^]*<\/Signature>/.exec(genuine)?.[0] ?? '';
      return genuine.replace(signature, '').replace('<samlp:Status>', `${signature}<samlp:Status>`);
    },
  ],
  [
    'encrypted assertion',
    altered(
      '</samlp:Response>',
      '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/></samlp:Response>',
    ),
    'encrypted',
  ],
  ['no assertion', altered(/<saml:Assertion[^]*<\/saml:Assertion>/, ''), 'one-assertion'],
  [
    'a forged LogoutResponse',
    (request) =>
      `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Destination="${request.acsUrl}" InResponseTo="${request.id}"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`,
    'form',
  ],
  ['not XML', () => 'hello', 'form'],
  [
    'very long',
    (request, subject) =>
      idp.respond(request, { subject }).replace('<samlp:Status>', `<x>${'y'.repeat(300_000)}</x><samlp:Status>`),
    'size',
  ],
];

describe('a SAML response', () => {
  it.each(attacks)(
    'that is %s is refused, and recorded [sign-in.saml.attacks]',
    async (_name, attack, fault = 'signature or time') => {
      const subject = newId();
      const personId = await house.person(subject);
      const before = (await house.ledger('sign-in.refused')).length;
      const { browser, request } = await sentOut();
      const answer = await come(browser, attack(request, subject));
      const said = await codeOf(answer);
      expect(said).toBe(`401 sign-in.response-invalid ${fault}`);
      expect(browser.cookies.size).toBe(0);
      expect(await house.sql('SELECT FROM web_session WHERE person_id = $1', [personId])).toHaveLength(0);
      expect(await house.ledger('sign-in.refused')).toHaveLength(before + 1);
    },
  );

  it('whose provider did not sign the person in is told as that [sign-in.denied]', async () => {
    const { answer } = await signIn(newId(), { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' });
    expect(await codeOf(answer)).toBe('403 sign-in.denied');
  });

  it('is good once, one after the other [sign-in.once]', async () => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut();
    const kept = new Map(browser.cookies);
    const xml = idp.respond(request, { subject });
    expect((await come(browser, xml)).status).toBe(303);
    expect(await codeOf(await come(browser, xml))).toBe('400 sign-in.attempt-unknown');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await codeOf(await come(browser, xml))).toBe('400 sign-in.attempt-unknown');
  });

  it('is good once, of 100 at the same time [sign-in.once]', async () => {
    const subject = newId();
    const personId = await house.person(subject);
    const { browser, request } = await sentOut();
    const xml = idp.respond(request, { subject });
    const cookies = new Map(browser.cookies);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => {
        const one = house.browser();
        for (const [name, value] of cookies) one.cookies.set(name, value);
        return come(one, xml);
      }),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([303, ...Array.from({ length: 99 }, () => 400)]);
    expect(await house.sql('SELECT FROM web_session WHERE person_id = $1', [personId])).toHaveLength(1);
  });

  it('is good once even if the attempts were there a hundred times: the assertion’s own mark decides [sign-in.once]', async () => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut();
    const [attempt] = await house.sql<Record<string, unknown>>(
      'SELECT * FROM sign_in_attempt ORDER BY created_at DESC LIMIT 1',
    );
    const again = () =>
      house.upkeep(
        `INSERT INTO sign_in_attempt SELECT * FROM jsonb_populate_record(null::sign_in_attempt, $1) ON CONFLICT DO NOTHING`,
        [JSON.stringify({ ...attempt, id_hash: `\\x${(attempt!['id_hash'] as Buffer).toString('hex')}` })],
      );
    const cookies = new Map(browser.cookies);
    const xml = idp.respond(request, { subject });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const one = house.browser();
        for (const [name, value] of cookies) one.cookies.set(name, value);
        await again();
        return codeOf(await come(one, xml));
      }),
    );
    expect(answers.filter((code) => code === '303')).toHaveLength(1);
    expect(answers.filter((code) => !/^(303|401 sign-in.replayed|400 sign-in.attempt-unknown)$/.test(code))).toEqual(
      [],
    );
    await again();
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect(await codeOf(await come(browser, xml))).toBe('401 sign-in.replayed');
  });

  it('is refused in a browser that did not ask for it, and at another provider’s address [sign-in.attempt]', async () => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut();
    const xml = idp.respond(request, { subject });
    expect(await codeOf(await come(house.browser(), xml))).toBe('400 sign-in.attempt-unknown');
    const stranger = (await sentOut()).browser;
    expect(await codeOf(await come(stranger, xml))).toBe('401 sign-in.response-invalid in-response-to');
    expect(await codeOf(await come(browser, xml, await aProvider()))).toBe('400 sign-in.attempt-unknown');
  });

  it('that is very long is not even read [sign-in.saml.attacks]', async () => {
    const { browser } = await sentOut();
    expect(await codeOf(await come(browser, 'x'.repeat(600_000)))).toBe('413 request.too-large');
  });

  it('comes too late after ten minutes [sign-in.attempt]', async () => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut();
    await house.upkeep(`UPDATE sign_in_attempt SET expires_at = now() - interval '1 second'`);
    expect(await codeOf(await come(browser, idp.respond(request, { subject })))).toBe('400 sign-in.attempt-unknown');
  });

  it('signs nobody in through a provider that was switched off meanwhile [sign-in.disabled]', async () => {
    const subject = newId();
    await house.person(subject);
    const id = await aProvider();
    const { browser } = await signIn(subject, {}, '', id);
    const late = await sentOut('', id);
    await house.providers.disable(operator, id);
    expect(await browser.signedInAs()).toBeNull();
    expect(await codeOf(await come(late.browser, idp.respond(late.request, { subject }), id))).toBe(
      '404 identity-provider.unknown',
    );
    expect((await house.browser().go(`/sign-in/${id}`)).status).toBe(404);
  });
});

describe('a fresh and strong proof', () => {
  it.each<[string, Partial<Statement>, string]>([
    ['fresh and strong', { context: STRONG }, '303'],
    ['fresh and strong in the words of Entra', { attributes: { [METHODS]: [MULTIPLE] } }, '303'],
    ['fresh, but weak', {}, '403 sign-in.step-up-unmet'],
    ['strong, but old', { context: STRONG, authnInstant: soon(-301) }, '403 sign-in.step-up-unmet'],
  ])('that is %s: %s %s [sign-in.step-up]', async (_, over, expected) => {
    const subject = newId();
    await house.person(subject);
    const { browser, request } = await sentOut('?step_up=true');
    expect(request.xml).toContain('ForceAuthn="true"');
    expect(request.xml).toContain(STRONG);
    expect(await codeOf(await come(browser, idp.respond(request, { subject, ...over })))).toBe(expected);
  });

  it('is not asked for otherwise, and an ordinary sign-in never passes for one [sign-in.step-up]', async () => {
    const subject = newId();
    const personId = await house.person(subject);
    const { browser, request } = await sentOut();
    expect(request.xml).not.toContain('ForceAuthn');
    await come(browser, idp.respond(request, { subject }));
    const sessions = await house.sql('SELECT authenticated_at FROM web_session WHERE person_id = $1', [personId]);
    expect(sessions).toEqual([{ authenticated_at: new Date(0) }]);
  });
});
