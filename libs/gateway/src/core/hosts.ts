const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Hosts that a request may be addressed to: the public one, and the machine itself on the port that we listen on. */
export const allowedHosts = (publicUrl: string, port: number | undefined): ReadonlySet<string> =>
  new Set([
    new URL(publicUrl).host,
    ...(port === undefined ? [] : loopback.map((name) => hostOf(`${name}:${port}`) ?? name)),
  ]);

/**
 * Refuses what a hostile page could send from a browser by DNS rebinding (MCP 2026-07-28 §transports): `Host` must be
 * ours, and `Origin`, when there is one, a page of ours.
 */
export function isOurs(host: string | undefined, origin: string | undefined, hosts: ReadonlySet<string>): boolean {
  if (host === undefined || !(hosts.has(host) || hosts.has(hostOf(host) ?? ''))) return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: page } = new URL(origin);
  return ['http:', 'https:'].includes(protocol) && hosts.has(page);
}

/** Host and port in normal form, without the default ports of http and https. */
function hostOf(header: string): string | null {
  if (!/^[A-Za-z0-9.\-:[\]]+$/.test(header) || !URL.canParse(`http://${header}`)) return null;
  return new URL(`http://${header.replace(/:443$/, '')}`).host;
}
