import { canonicalJson } from '@app/kernel';

/** How a server is reached: a program that we start, or a Streamable HTTP endpoint. */
export type Command = Readonly<{ program: string; args: readonly string[] }>;

/** One text for one address, to compare addresses by. */
export const addressText = ({
  transport,
  url,
  command,
}: Readonly<{ transport: string; url: string | null; command: Command | null }>): string =>
  canonicalJson({ transport, url, command });

/**
 * The endpoint of an upstream as an administrator enters it, or null when we do not call such addresses: other
 * protocols than http and https, or credentials inside the address: it is shown, and stands in the ledger for good.
 */
export function upstreamUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') return null;
  return url.username || url.password || url.hash || [...url.searchParams.keys()].some(isProof) ? null : url;
}

/** What a parameter is called that proves who calls: `api_key`, `accessToken`, `X-Amz-Signature`. */
const proof =
  /(^|[-_.])(api)?(key|token|secret|pass|password|passwd|passphrase|pwd|auth|authorization|bearer|credentials?|sig|signature|jwt|pat)$/;
const isProof = (name: string): boolean => proof.test(name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase());

/** A program is started without a shell; a line break or NUL in it is never meant. */
export const isSoundCommand = ({ program, args }: Command): boolean =>
  program !== '' && [program, ...args].every((part) => !/[\0\r\n]/.test(part));

/** Who is shown the credentials of a server: an origin (RFC 6454), or one program with its arguments. */
export function audienceOf(server: Readonly<{ url: string | null; command: Command | null }>): string {
  const url = server.url === null ? null : upstreamUrl(server.url);
  return url ? url.origin : canonicalJson(server.command);
}
