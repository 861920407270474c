import { BlockList, isIP } from 'node:net';
import type { Match } from './types.js';

const longest = 45;

/** `10.0.0.0/8`, `2001:db8::/32` (RFC 4632 §3.1, RFC 4291 §2.3), or null. */
export function rangeOf(text: string): Readonly<{ address: string; bits: number; family: 'ipv4' | 'ipv6' }> | null {
  const [, address = '', digits = ''] = /^([0-9a-fA-F:.]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const version = isIP(address);
  const bits = Number(digits);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return null;
  return { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/**
 * Is a text an address within one of the ranges? An IPv4 address written as IPv6 (RFC 4291 §2.5.5.2) counts as itself.
 * @throws on a malformed range
 */
export function withinRanges(ranges: readonly string[]): (found: unknown) => Match {
  const list = new BlockList();
  for (const text of ranges) {
    const range = rangeOf(text);
    if (!range) throw new Error('not a range of addresses');
    list.addSubnet(range.address, range.bits, range.family);
  }
  return (found) => {
    if (typeof found !== 'string' || found.length > longest || found.includes('%')) return 'missing';
    const version = isIP(found);
    return version === 0 ? 'missing' : list.check(found, version === 4 ? 'ipv4' : 'ipv6');
  };
}
