import { redirectTarget } from './client-rule.js';

/** Where a client's codes go: what people are shown before they agree (MCP authorization, confused deputies). */
export type RedirectHosts = Readonly<{
  /** Each host, or for an application's own scheme that scheme, once and in order. */
  hosts: readonly string[];
  /** Every address is on the person's own machine: any program there could be the client. */
  isLocalhostOnly: boolean;
}>;

/** @param uris redirect URIs as registered; those that no code may be sent to are left out */
export function redirectHostsOf(uris: readonly string[]): RedirectHosts {
  const hosts = [...new Set(uris.map(redirectTarget).filter((target) => target !== null))];
  return { hosts, isLocalhostOnly: hosts.length > 0 && hosts.every((host) => host === 'localhost') };
}
