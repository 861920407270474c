/** Names of MCP servers as the schema allows them (migrations: `mcp_server.name`). */
const SERVER = '[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?';

/** The MCP endpoint over all servers, which a token is for when its client names no resource (RFC 8707 §2). */
export const gatewayOf = (publicUrl: string): string => `${publicUrl}/mcp`;

/** Whether this is a resource indicator of our gateway: `/mcp` over all servers, or `/mcp/<server>`. Compared exactly. */
export function isGatewayResource(publicUrl: string, resource: string): boolean {
  const gateway = gatewayOf(publicUrl);
  if (!resource.startsWith(gateway)) return false;
  return new RegExp(`^(/${SERVER})?$`).test(resource.slice(gateway.length));
}
