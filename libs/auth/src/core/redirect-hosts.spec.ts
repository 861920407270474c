import { expect, it } from 'vitest';
import { redirectHostsOf } from './redirect-hosts.js';

it.each([
  [['https://claude.ai/api/callback', 'https://claude.ai/other'], ['claude.ai'], false],
  [['http://127.0.0.1/cb', 'http://localhost:3000/cb', 'http://[::1]/cb'], ['localhost'], true],
  [['http://localhost/cb', 'https://vscode.dev/redirect'], ['localhost', 'vscode.dev'], false],
  [['cursor://anysphere.cursor-mcp/callback'], ['cursor:'], false],
  [['https://localhost.evil.example/cb'], ['localhost.evil.example'], false],
  [[], [], false],
])('%j leads to %j [authorize.consent-shows]', (uris, hosts, isLocalhostOnly) => {
  expect(redirectHostsOf(uris)).toEqual({ hosts, isLocalhostOnly });
});
