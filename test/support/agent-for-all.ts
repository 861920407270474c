import { generateKeyPairSync } from 'node:crypto';
import { McpAgent } from '../../apps/cli/src/demo/mcp-agent.js';
import { ScimClient } from '../../apps/cli/src/demo/scim-client.js';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';

/** `secrets` are what it is shown from the first reading on. */
export type NewServer = Readonly<
  | { name: string; transport: 'http' | 'sse'; url: string }
  | { name: string; transport: 'stdio'; command: { program: string; args: string[] } }
> &
  Readonly<{ secrets?: readonly object[]; limits?: object }>;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Registers the servers, and an agent whose owner may use them all; over the public interfaces, as anybody would. */
export async function agentForAll(admin: WebClient, url: string, servers: readonly NewServer[]): Promise<McpAgent> {
  const { id: profileId } = await admin.post<{ id: string }>('/api/v1/profiles', { name: 'Everything' });
  for (const { secrets = [], ...wanted } of servers) {
    const { id: server } = await admin.post<{ id: string }>('/api/v1/servers', wanted);
    for (const secret of secrets) {
      await admin.post(`/api/v1/servers/${server}/credentials`, { secret, reason: 'it asks for one' });
    }
    await admin.post(`/api/v1/servers/${server}/sync`);
    for (const kind of ['tool', 'resource', 'resource_template', 'prompt']) {
      const grant = { pattern: { kind, server }, effect: 'allow' };
      await admin.post(`/api/v1/profiles/${profileId}/grants`, grant);
    }
  }
  const { token } = await admin.post<{ token: string }>('/api/v1/sources', { name: 'IdP', dialect: 'lenient' });
  const idp = new ScimClient(url, token);
  const person = (userName: string) =>
    idp.create('Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, active: true });
  const [user, deputy] = [await person('owner@example.com'), await person('deputy@example.com')];
  const members = [{ value: user.id }];
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const group = await idp.create('Groups', { schemas, displayName: 'Everybody', members });
  await admin.post(`/api/v1/profiles/${profileId}/assignments`, { groupId: group.id });
  const { link } = await admin.post<{ link: string }>(`/api/v1/people/${user.id}/sign-in-links`);
  const owner = await WebClient.signIn(link);
  const { id } = await owner.post<{ id: string }>('/api/v1/agents', {
    name: 'jack of all trades',
    kind: 'autonomous',
    purpose: 'whatever there is',
    deputyId: deputy.id,
    expiresAt: inDays(90),
    nextReviewAt: inDays(30),
  });
  await owner.post(`/api/v1/agents/${id}/grants`, { profileId, effect: 'allow' });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await owner.post(`/api/v1/agents/${id}/keys`, { jwk: publicKey.export({ format: 'jwk' }), expiresAt: inDays(60) });
  await owner.post(`/api/v1/agents/${id}/activate`);
  return new McpAgent(url, id, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
}
