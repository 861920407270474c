import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import {
  type OAuthClientProvider as OAuthClientProviderV1,
  UnauthorizedError as UnauthorizedV1,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ClientDocuments, ClientRules } from '@app/auth';
import { type Browser, type ConnectingHouse, REDIRECT, openConnectingHouse } from '../support/connecting-house.js';

const DOCUMENT = 'https://desk.example/oauth/client.json';
const name = 'Desk of the vendor';
const metadata = {
  client_name: name,
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

let house: ConnectingHouse;
let browser: Browser;
beforeAll(async () => {
  house = await openConnectingHouse({ dynamicRegistration: 'open' });
  ({ browser } = await house.person('ada@example.com'));
  const rule = { effect: 'allow', blueprintId: house.blueprint.id, requiresApproval: false } as const;
  await house.app.get(ClientRules).make(house.operator, { ...rule, kind: 'cimd_domain', value: 'desk.example' });
  await house.app.get(ClientRules).make(house.operator, { ...rule, kind: 'redirect_host', value: 'localhost' });
  // the guard keeps documents from being read on this machine, so the network is played
  const served = new Map([[DOCUMENT, { client_id: DOCUMENT, ...metadata }]]);
  vi.spyOn(house.app.get(ClientDocuments, { strict: false }), 'read').mockImplementation((url) => {
    const found = served.get(url instanceof Request ? url.url : url.toString());
    return Promise.resolve(found ? Response.json(found) : new Response('', { status: 404 }));
  });
});
afterAll(() => house?.close());

type Known = { client_id: string };
type Provider = OAuthClientProvider & OAuthClientProviderV1;

/** What an application keeps for its MCP client; the person's browser does the rest. */
class Application {
  readonly redirectUrl = REDIRECT;
  readonly clientMetadata;
  back: URLSearchParams | undefined;
  private kept: Record<string, unknown> = {};

  constructor(
    readonly clientMetadataUrl: string | undefined,
    private known: Known | undefined,
  ) {
    this.clientMetadata = { ...metadata, redirect_uris: [REDIRECT] };
  }
  state = () => 'state-of-the-application';
  clientInformation = () => this.known;
  saveClientInformation = (known: Known) => void (this.known = known);
  tokens = () => this.kept['tokens'] as undefined;
  saveTokens = (tokens: unknown) => void (this.kept['tokens'] = tokens);
  saveCodeVerifier = (verifier: string) => void (this.kept['verifier'] = verifier);
  codeVerifier = () => String(this.kept['verifier']);
  saveDiscoveryState = (state: unknown) => void (this.kept['discovery'] = state);
  discoveryState = () => this.kept['discovery'] as undefined;
  invalidateCredentials = (scope: string) => void (scope === 'tokens' && delete this.kept['tokens']);
  async redirectToAuthorization(url: URL): Promise<void> {
    this.back = (await house.decide(browser, url.href)).params;
  }
}

const mcp = () => new URL(`${house.url}/mcp`);

async function withV2(application: Application, work: (client: Client) => Promise<unknown>): Promise<unknown> {
  const first = new StreamableHTTPClientTransport(mcp(), { authProvider: application as unknown as Provider });
  await expect(new Client({ name, version: '1' }).connect(first)).rejects.toThrow(UnauthorizedError);
  await first.finishAuth(application.back!);
  const client = new Client({ name, version: '1' });
  await client.connect(new StreamableHTTPClientTransport(mcp(), { authProvider: application as unknown as Provider }));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function withV1(application: Application, work: (client: ClientV1) => Promise<unknown>): Promise<unknown> {
  const first = new TransportV1(mcp(), { authProvider: application as unknown as Provider });
  await expect(new ClientV1({ name, version: '1' }).connect(first as never)).rejects.toThrow(UnauthorizedV1);
  await first.finishAuth(application.back!.get('code')!);
  const client = new ClientV1({ name, version: '1' });
  await client.connect(new TransportV1(mcp(), { authProvider: application as unknown as Provider }) as never);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const sum = { name: 'math__add', arguments: { a: 40, b: 2 } };
const answer = { content: [{ type: 'text', text: '42' }] };

describe.each([
  ['v2 of the official MCP client', withV2],
  ['v1 of the official MCP client', withV1],
])('%s', (_version, connected) => {
  it.each<[string, () => Promise<Application>]>([
    ['described by its document (CIMD)', async () => new Application(DOCUMENT, undefined)],
    ['that registers itself (DCR)', async () => new Application(undefined, undefined)],
    [
      'that an administrator wrote down',
      async () => new Application(undefined, { client_id: (await house.client({ name })).id }),
    ],
  ])('%s finds its way from 401 to a tool [authorize.mcp-clients]', async (_how, make) => {
    const application = await make();
    await connected(application, async (client) => {
      expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['math__add']);
      expect(await client.callTool(sum)).toMatchObject(answer);
    });
    expect(application.back!.get('iss')).toBe(`${house.url}/oauth`);
    expect(application.back!.get('state')).toBe('state-of-the-application');
  });

  it('gets another token by its refresh token when the first one is over [authorize.mcp-clients]', async () => {
    const application = new Application(DOCUMENT, undefined);
    await connected(application, async (client) => client.ping());
    const before = application.tokens() as unknown as { access_token: string; refresh_token: string };
    application.saveTokens({ ...before, access_token: 'over' });
    const Transport = connected === withV2 ? StreamableHTTPClientTransport : TransportV1;
    const again = connected === withV2 ? new Client({ name, version: '1' }) : new ClientV1({ name, version: '1' });
    await again.connect(new Transport(mcp(), { authProvider: application as unknown as Provider }) as never);
    expect(await again.callTool(sum)).toMatchObject(answer);
    await again.close();
    const after = application.tokens() as unknown as typeof before;
    expect(after.refresh_token).not.toBe(before.refresh_token);
  });
});

it('a client is an agent with the domain that vouches for it [authorize.consent-shows]', async () => {
  const { details } = await house.decide(browser, house.authorizeUrl(DOCUMENT, 'x'.repeat(43)), 'deny');
  expect(details.client).toMatchObject({
    name,
    host: 'desk.example',
    redirectHost: 'localhost',
    isLocalhostOnly: true,
  });
  expect(details.agent).toMatchObject({ state: 'active', name: `${name} of ada@example.com` });
});

it('a client whose domain no rule names is not even looked at [authorize.no-rule]', async () => {
  const { status, location, text } = await browser.go(
    house.authorizeUrl('https://evil.example/client.json', 'x'.repeat(43)),
  );
  expect({ status, location }).toEqual({ status: 400, location: '' });
  expect(text).toContain('invalid_client');
});

it('says in its metadata that documents describe clients [authorize.metadata]', async () => {
  const told = await fetch(`${house.url}/.well-known/oauth-authorization-server/oauth`);
  expect(await told.json()).toMatchObject({
    client_id_metadata_document_supported: true,
    registration_endpoint: `${house.url}/oauth/reg`,
    dpop_signing_alg_values_supported: expect.arrayContaining(['ES256']),
  });
});
