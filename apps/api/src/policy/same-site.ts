const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** RFC 9110 §9.2.1: a request that changes nothing. */
export const isSafe = (method: string): boolean => safe.has(method);

type Request = Readonly<{ method: string; headers: Readonly<Record<string, string | string[] | undefined>> }>;

/**
 * Whether a page of another site sent this and could change something. Browsers say where a request comes from
 * (Fetch Metadata, else Origin); whatever says nothing is no browser and carries no ambient cookie.
 */
export function isCrossSite({ method, headers }: Request, publicUrl: string): boolean {
  if (isSafe(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers['origin'] !== undefined && headers['origin'] !== new URL(publicUrl).origin;
}
