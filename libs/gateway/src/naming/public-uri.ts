import { isServerName } from '@app/catalog';

const MARK = 's.';

/**
 * The URI or URI template under which an endpoint for many servers shows a resource: the scheme gets the server's name
 * in front, `files+file:///x`. A scheme begins with a letter (RFC 3986 §3.1), so a name that does not gets `s.` in front.
 */
export const publicUri = (server: string, uri: string): string => `${/^\d/.test(server) ? MARK : ''}${server}+${uri}`;

/** The server and its own URI; null when the text names none. No two servers share a public URI. */
export function splitPublicUri(uri: string): Readonly<{ server: string; uri: string }> | null {
  const at = uri.indexOf('+');
  if (at < 1) return null;
  const head = uri.slice(0, at);
  const server = head.startsWith(MARK) ? head.slice(MARK.length) : head;
  if (!isServerName(server) || /^\d/.test(server) !== head.startsWith(MARK)) return null;
  return { server, uri: uri.slice(at + 1) };
}
