import { expect, it } from 'vitest';
import { isGatewayResource } from './gateway-resource.js';

const base = 'https://surety.example';

it.each([
  [`${base}/mcp`, true],
  [`${base}/mcp/files`, true],
  [`${base}/mcp/file-server-2`, true],
  [`${base}/mcp/`, false],
  [`${base}/mcp/Files`, false],
  [`${base}/mcp/a/b`, false],
  [`${base}/mcp/..`, false],
  [`${base}/mcpx`, false],
  [`${base}/mcp?x=1`, false],
  [`${base}/mcp#x`, false],
  [`${base}/mcp/files\n`, false],
  [`${base}.evil/mcp`, false],
  ['https://other.example/mcp', false],
  ['', false],
])('%j is a resource of the gateway: %s [auth.token.resource]', (resource, expected) => {
  expect(isGatewayResource(base, resource)).toBe(expected);
});
