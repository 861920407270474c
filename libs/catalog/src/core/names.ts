import { createHash } from 'node:crypto';

const SEPARATOR = '__';
const LONGEST = 64;
const plain = /^[A-Za-z0-9_-]+$/;

/** A server's name is the prefix of its tools; it cannot hold the separator, so splitting is unambiguous. */
export const isServerName = (name: string): boolean => /^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$/.test(name);

/**
 * The name under which an endpoint for many servers shows a tool: `server__tool`, at most 64 characters of
 * `[A-Za-z0-9_-]`, which every client of 2026 takes. A name that does not fit is cut and ends in `-x` and ten
 * hexadecimal digits of its SHA-256.
 */
export function publicName(server: string, tool: string): string {
  const name = `${server}${SEPARATOR}${tool}`;
  if (name.length <= LONGEST && plain.test(name)) return name;
  const mark = `-x${createHash('sha256').update(tool).digest('hex').slice(0, 10)}`;
  return `${name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST - mark.length)}${mark}`;
}

/** Server and tool part of a public name; `cut` says that the tool part may stand for a longer name. */
export function splitPublicName(name: string): { server: string; tool: string; cut: boolean } | null {
  const at = name.indexOf(SEPARATOR);
  if (at < 1) return null;
  const server = name.slice(0, at);
  const tool = name.slice(at + SEPARATOR.length);
  return isServerName(server) && tool !== '' ? { server, tool, cut: /-x[0-9a-f]{10}$/.test(tool) } : null;
}
