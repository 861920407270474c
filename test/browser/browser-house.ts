import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IdentityProviders, SignInLinks } from '@app/auth';
import { Db } from '@app/database';
import { People, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { newId } from '@app/kernel';
import { openConnectingHouse, pkce } from '../support/connecting-house.js';
import { startOidcIdp } from '../support/idp-oidc.js';
import { cableTo } from './cable.js';

/** A whole house under a host name, as browsers want it for security keys, with the built console. */
export async function openBrowserHouse() {
  if (!existsSync('dist/console/index.html')) throw new Error('build the console first: npm run build');
  let inside = '';
  const cable = await cableTo(() => inside);
  const url = cable.url.replace('127.0.0.1', 'localhost');
  const house = await openConnectingHouse({ publicUrl: url, privateAddresses: true });
  inside = house.url;
  const { app, operator } = house;

  return {
    ...house,
    url,
    /** Opened in the browser, it signs in and goes on to `then`. */
    async link(personId: string, then = '/'): Promise<string> {
      const { secret } = await app.get(SignInLinks).issue(operator, personId);
      return `${url}/sign-in?return_to=${encodeURIComponent(then)}#${secret}`;
    },
    /** Where a client sends the browser, with what redeems the code that comes back. */
    asks(clientId: string, redirectUri: string, over: Record<string, string> = {}) {
      const { verifier, challenge } = pkce();
      const more = { redirect_uri: redirectUri, resource: `${url}/mcp`, ...over };
      const redeem = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri };
      return {
        path: house.authorizeUrl(clientId, challenge, more),
        tokens: (code: string) => house.token({ ...redeem, code, code_verifier: verifier }),
      };
    },
    /** An OpenID provider by which people of one source sign in; `employee` is somebody of it. */
    async idp(name: string) {
      const idp = await startOidcIdp();
      const sourceId = (await app.get(Sources).connect(operator, { name: newId(), dialect: 'strict' })).source.id;
      const providers = app.get(IdentityProviders);
      const { id } = await providers.add(operator, { kind: 'oidc', name, sourceId });
      const client_secret = 's'.repeat(43);
      const client = { clientId: id, clientAuth: 'client_secret_basic', clientSecret: client_secret } as const;
      const bySub = { subjectFrom: 'sub', bindFrom: 'sub', bindTo: 'external_id', scopes: [] } as const;
      const strong = { acr: ['strong'], amr: [] };
      await providers.setUpOidc(operator, id, { ...bySub, ...client, strong, issuer: idp.issuer });
      await providers.enable(operator, id);
      const { callbackUrl } = providers.addresses({ id });
      idp.admit({ client_id: id, client_secret, redirect_uris: [callbackUrl], require_auth_time: true });
      const employee = (externalId: string): Promise<void> =>
        app.get(Db).write(operator, async (tx) => {
          const userName = `${externalId}@example.com`;
          const facts = { userName, displayName: 'Edith Clarke', externalId, email: userName, managerId: null };
          const person = { ...facts, status: 'active', attributes: { userName } } as const;
          const { id: personId } = await app.get(People, { strict: false }).add(tx, sourceId, person);
          const standing = { id: personId, kind: 'person', status: 'active', ownerId: null } as const;
          await app.get(Fence, { strict: false }).enrol(tx, standing);
          tx.record({ action: 'test.person', subject: personId });
        });
      return { ...idp, id, employee };
    },
    async close(): Promise<void> {
      await house.close();
      await cable.stop();
    },
  };
}
export type BrowserHouse = Awaited<ReturnType<typeof openBrowserHouse>>;

/** A client on this machine that waits for its code. */
export async function waitingClient() {
  const server = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<link rel="icon" href="data:,"><h1>Back at the client</h1>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
