import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { McpAgent } from '../../../apps/cli/src/demo/mcp-agent.js';

/** An access token for one endpoint of the gateway, straight from the token endpoint (private_key_jwt, RFC 7523). */
export async function tokenOf({ id, privateKeyPem }: McpAgent, url: string, path = '/mcp'): Promise<string> {
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(`${url}/oauth`)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(createPrivateKey(privateKeyPem));
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      resource: `${url}${path}`,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`no token: ${answer.status}`);
  return token;
}
