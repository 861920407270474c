import { X509Certificate, hash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentCredentials, Agents } from '@app/agents';
import { Bootstrap } from '@app/auth';
import { newId, system } from '@app/kernel';
import { type Pair, certificates } from '../support/certificates.js';
import { ASSERTION, type TokenBody, keyedAgent, oauthAt } from '../support/oauth.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
const inAYear = new Date(Date.now() + 365 * 86_400_000);
const made = certificates();
const server = made.selfSigned('server', '/CN=127.0.0.1', 'subjectAltName=IP:127.0.0.1');
const authority = made.authority('our-ca');
made.authority('other-ca');
type House = Awaited<ReturnType<typeof openWholeHouse>>;
let tls: House;
let header: House;
let plain: House;

beforeAll(async () => {
  const from = { authorities: authority.cert };
  tls = await openWholeHouse({ mutualTls: { from: 'tls', ...from } }, { tls: server });
  header = await openWholeHouse({ mutualTls: { from: 'header', ...from } }, { clientCertHeader: true });
  plain = await openWholeHouse({ mutualTls: { from: 'header', ...from } });
});
afterAll(async () => {
  for (const house of [tls, header, plain]) await house.close();
  made.drop();
});

/** An agent that proves itself by a certificate of its own, or by one of which it is said what it must say. */
async function certifiedAgent(house: House, proof: { certificate: string } | { subject: Record<string, string> }) {
  const ownerId = (await house.app.get(Bootstrap).admin('ada@example.com')).personId;
  const agents = house.app.get(Agents, { strict: false });
  const terms = {
    kind: 'autonomous',
    purpose: 'test',
    deputyId: null,
    expiresAt: inAYear,
    nextReviewAt: inAYear,
  } as const;
  const { id } = await agents.register(operator, { ...terms, name: `agent-${newId()}`, ownerId });
  const credentials = house.app.get(AgentCredentials, { strict: false });
  if ('certificate' in proof)
    await credentials.bind(operator, id, {
      kind: 'self_signed_tls_client_auth',
      proof: proof.certificate,
      expiresAt: inAYear,
    });
  else await credentials.bind(operator, id, { kind: 'tls_client_auth', proof: proof.subject, expiresAt: inAYear });
  await agents.activate(operator, id);
  return id;
}

const thumbprint = ({ cert }: Pair): string => hash('sha256', new X509Certificate(cert).raw, 'base64url');
const inHeader = ({ cert }: Pair): string => `:${new X509Certificate(cert).raw.toString('base64')}:`;

async function ask(house: House, id: string, shown?: Pair, over: { header?: string } = {}) {
  const dispatcher = new Agent({ connect: { ca: server.cert, ...(shown && { cert: shown.cert, key: shown.key }) } });
  const { statusCode, body } = await request(`${house.url}/oauth/token`, {
    method: 'POST',
    dispatcher,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(over.header !== undefined && { 'client-cert': over.header }),
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id }).toString(),
  });
  const answer = { status: statusCode, body: (await body.json()) as TokenBody };
  await dispatcher.close();
  return answer;
}

describe('an agent with a certificate of its own', () => {
  const own = made.selfSigned('own', '/CN=agent');
  const other = made.selfSigned('other', '/CN=agent');

  it('gets a token that is bound to it [mtls.self-signed]', async () => {
    const id = await certifiedAgent(tls, { certificate: own.cert });
    const { status, body } = await ask(tls, id, own);
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token!)).toMatchObject({ sub: id, cnf: { 'x5t#S256': thumbprint(own) } });
  });

  it('gets none with another one of the same name, or with none [mtls.self-signed]', async () => {
    const id = await certifiedAgent(tls, { certificate: own.cert });
    expect(await ask(tls, id, other)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await ask(tls, id)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('cannot bring it in a header where Surety itself ends TLS [mtls.header]', async () => {
    const id = await certifiedAgent(tls, { certificate: own.cert });
    expect((await ask(tls, id, undefined, { header: inHeader(own) })).status).toBe(401);
  });
});

describe('an agent whose certificate an authority issues', () => {
  it('gets a token when the certificate is of ours and says what was agreed [mtls.authority]', async () => {
    const uri = 'spiffe://corp.example/agent/1';
    const id = await certifiedAgent(tls, { subject: { tls_client_auth_san_uri: uri } });
    const fits = made.issued('our-ca', 'fits', '/CN=x', `URI:${uri},DNS:a.example`);
    expect((await ask(tls, id, fits)).status).toBe(200);
    const forged: [string, Pair][] = [
      ['another name', made.issued('our-ca', 'name', '/CN=x', 'URI:spiffe://corp.example/agent/2')],
      ['the name as another kind', made.issued('our-ca', 'kind', '/CN=x', 'DNS:spiffe.corp.example')],
      ['another authority', made.issued('other-ca', 'foreign', '/CN=x', `URI:${uri}`)],
      ['no authority', made.selfSigned('alone', '/CN=x', `subjectAltName=URI:${uri}`)],
    ];
    for (const [why, pair] of forged) {
      expect({ why, status: (await ask(tls, id, pair)).status }).toEqual({ why, status: 401 });
    }
  });

  it.each([
    ['tls_client_auth_subject_dn', 'CN=agent-1,O=Corp', '/O=Corp/CN=agent-1', 'DNS:x.example'],
    ['tls_client_auth_san_dns', 'agent.corp.example', '/CN=x', 'DNS:agent.corp.example'],
    ['tls_client_auth_san_ip', '10.1.2.3', '/CN=x', 'IP:10.1.2.3'],
    ['tls_client_auth_san_email', 'agent@corp.example', '/CN=x', 'email:agent@corp.example'],
  ])('is known by %s [mtls.authority.names]', async (member, value, subject, names) => {
    const id = await certifiedAgent(tls, { subject: { [member]: value } });
    expect((await ask(tls, id, made.issued('our-ca', member, subject, names))).status).toBe(200);
    expect((await ask(tls, id, made.issued('our-ca', `${member}-not`, '/CN=y', 'DNS:y.example'))).status).toBe(401);
  });
});

describe('a certificate in the header of a proxy', () => {
  const own = made.selfSigned('proxied', '/CN=agent');

  it('counts where the header is believed [mtls.header]', async () => {
    const id = await certifiedAgent(header, { certificate: own.cert });
    const { status, body } = await ask(header, id, undefined, { header: inHeader(own) });
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token!)).toMatchObject({ cnf: { 'x5t#S256': thumbprint(own) } });
    expect((await ask(header, id, undefined, { header: inHeader(own).slice(1) })).status).toBe(401);
  });

  it('means nothing where nobody said so [mtls.header]', async () => {
    const id = await certifiedAgent(plain, { certificate: own.cert });
    expect((await ask(plain, id, undefined, { header: inHeader(own) })).status).toBe(401);
  });
});

describe('credentials of several kinds', () => {
  it('count as far as they are of the newest kind [mtls.kinds]', async () => {
    const ownerId = (await header.app.get(Bootstrap).admin('ada@example.com')).personId;
    const agent = await keyedAgent(header.app, ownerId);
    const oauth = oauthAt(header.url);
    expect((await oauth.token(agent)).status).toBe(200);
    const own = made.selfSigned('newest', '/CN=agent');
    await header.app
      .get(AgentCredentials, { strict: false })
      .bind(operator, agent.id, { kind: 'self_signed_tls_client_auth', proof: own.cert, expiresAt: inAYear });
    expect((await ask(header, agent.id, undefined, { header: inHeader(own) })).status).toBe(200);
    const answer = await oauth.post('/token', {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION,
      client_assertion: await oauth.assertion(agent),
    });
    expect(answer.status).toBe(401);
  });
});
