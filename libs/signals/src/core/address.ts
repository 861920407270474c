const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * An address of a transmitter, or null when we do not call such: anything but https (http only to this machine), or
 * credentials inside the address, which would end up in logs.
 */
export function transmitterUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password || url.hash) return null;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  return safe ? url : null;
}

/** Where a transmitter describes itself: the well-known part is inserted before the issuer's own path (SSF 1.0 §7.2). */
export function configurationUrl(issuer: URL): URL {
  const path = issuer.pathname === '/' ? '' : issuer.pathname;
  return new URL(`/.well-known/ssf-configuration${path}`, issuer);
}
