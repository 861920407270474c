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
 * protocols than http and https, or credentials inside the address, which would end up in logs.
 */
export function upstreamUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') return null;
  return url.username || url.password || url.hash ? null : url;
}

/** A program is started without a shell; a line break or NUL in it is never meant. */
export const isSoundCommand = ({ program, args }: Command): boolean =>
  program !== '' && [program, ...args].every((part) => !/[\0\r\n]/.test(part));
